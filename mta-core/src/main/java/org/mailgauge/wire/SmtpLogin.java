package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ReversePath;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Client;
import org.mailgauge.auth.LoginService;
import org.mailgauge.auth.LoginService.Answer;
import org.mailgauge.auth.Service;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.port.Net;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpAuth;
import org.mailgauge.smtp.SmtpReply;

/**
 * Who the client of an SMTP association is: asks the service of logins for the session. A
 * connection gets a new one when TLS starts. Used by the association's thread.
 */
public final class SmtpLogin {
    private static final LoginService.Exchange NO_EXCHANGE = _ -> new Answer.Malformed();

    private final LoginService logins;
    private final Client client;
    private final boolean required;
    private LoginService.Exchange exchange = NO_EXCHANGE;
    private @Nullable Account account;

    /**
     * @param trusted whether the client may send without a login
     */
    public SmtpLogin(LoginService logins, Client client, boolean trusted) {
        this.logins = logins;
        this.client = client;
        this.required = client.service() == Service.SUBMISSION && !trusted;
    }

    /** Of a connection as it is now; LMTP knows no users. */
    static SmtpLogin of(
            LoginService logins,
            MtaConfig.Service service,
            Net.Connection connection,
            boolean trusted) {
        boolean submission = service == MtaConfig.Service.SUBMISSION;
        return new SmtpLogin(
                service == MtaConfig.Service.LMTP ? LoginService.NONE : logins,
                new Client(
                        submission ? Service.SUBMISSION : Service.SMTP,
                        connection.remote().address(),
                        connection.tls().orElse(null)),
                trusted);
    }

    /** How a session begins. */
    public SmtpAuth.Standing standing() {
        return new SmtpAuth.Standing(logins.mechanisms(client), required, false);
    }

    /** The user; null before he has logged in. */
    public @Nullable Account account() {
        return account;
    }

    /** Whether a submission with that reverse-path is not the user's to make. */
    public boolean refuses(ReversePath from) {
        return client.service() == Service.SUBMISSION
                && account != null
                && from instanceof ReversePath.Sender(var mailbox)
                && !logins.mayUse(account, mailbox);
    }

    /** Begins an exchange, perhaps with an initial response. */
    public SmtpAuth.Answer begin(String mechanism, @Nullable String initial) {
        exchange = logins.begin(client, mechanism);
        return respond(initial);
    }

    /** Goes on with it. */
    public SmtpAuth.Answer respond(@Nullable String response) {
        var answer = exchange.respond(response);
        if (!(answer instanceof Answer.Challenge)) {
            exchange = NO_EXCHANGE;
        }
        return switch (answer) {
            case Answer.Challenge challenge -> new SmtpAuth.Answer.Challenge(challenge.base64());
            case Answer.Success(var user, _) -> {
                account = user;
                yield new SmtpAuth.Answer.Accepted();
            }
            case Answer.Refused _ -> denied(SmtpAuth.REFUSED);
            case Answer.Throttled _, Answer.Unavailable _ -> denied(SmtpAuth.THROTTLED);
            case Answer.Malformed _ -> denied(SmtpAuth.MALFORMED);
            case Answer.Cancelled _ -> denied(SmtpAuth.CANCELLED);
            case Answer.NotOffered(var encryptionHelps) ->
                    denied(
                            encryptionHelps
                                    ? SmtpAuth.ENCRYPTION_NEEDED
                                    : logins.mechanisms(client).isEmpty()
                                            ? Replies.UNIMPLEMENTED
                                            : SmtpAuth.UNKNOWN_MECHANISM);
        };
    }

    private static SmtpAuth.Answer denied(SmtpReply reply) {
        return new SmtpAuth.Answer.Denied(reply);
    }
}
