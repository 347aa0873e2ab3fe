package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.LoginService.Answer;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.sasl.LoginStep;

/** What a login's answer is for the protocol and for the books. */
final class LoginAnswers {

    private LoginAnswers() {}

    /** As a session takes it. */
    static LoginStep step(Answer answer) {
        return switch (answer) {
            case Answer.Success(var account, _) -> new LoginStep.Accepted(account.address());
            case Answer.Challenge challenge -> new LoginStep.Challenge(challenge.base64());
            case Answer.Refused _ -> new LoginStep.Refused();
            case Answer.Throttled _ -> new LoginStep.Throttled();
            case Answer.Unavailable _ -> new LoginStep.Unavailable();
            case Answer.Malformed _ -> new LoginStep.Malformed();
            case Answer.Cancelled _ -> new LoginStep.Cancelled();
            case Answer.NotOffered(var encryptionHelps) ->
                    new LoginStep.NotOffered(encryptionHelps);
        };
    }

    /** How it ended; null when it did not, or only a mailbox is wanting yet. */
    static @Nullable LoginResult failure(Answer answer) {
        return switch (answer) {
            case Answer.Success _, Answer.Challenge _ -> null;
            case Answer.Refused _ -> LoginResult.REFUSED;
            case Answer.Throttled _ -> LoginResult.THROTTLED;
            case Answer.Unavailable _ -> LoginResult.UNAVAILABLE;
            case Answer.Malformed _, Answer.Cancelled _, Answer.NotOffered _ ->
                    LoginResult.UNFINISHED;
        };
    }
}
