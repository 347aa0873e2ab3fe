package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.auth.LoginService.Answer;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.pop3.Pop3Login;

/** What a login's answer is for the protocol and for the books. */
final class LoginAnswers {

    private LoginAnswers() {}

    /** As POP3's session takes it. */
    static Pop3Login pop3(Answer answer) {
        return switch (answer) {
            case Answer.Success(var account, _) -> new Pop3Login.Accepted(account.address());
            case Answer.Challenge challenge -> new Pop3Login.Challenge(challenge.base64());
            case Answer.Refused _ -> new Pop3Login.Refused();
            case Answer.Throttled _ -> new Pop3Login.Throttled();
            case Answer.Unavailable _ -> new Pop3Login.Unavailable();
            case Answer.Malformed _ -> new Pop3Login.Malformed();
            case Answer.Cancelled _ -> new Pop3Login.Cancelled();
            case Answer.NotOffered(var encryptionHelps) ->
                    new Pop3Login.NotOffered(encryptionHelps);
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
