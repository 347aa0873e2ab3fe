package org.mailgauge.smtp;

import java.util.ArrayList;
import java.util.List;

/** What AUTH adds to a server's session (RFC 4954). */
public final class SmtpAuth {
    public static final SmtpReply REFUSED =
            SmtpReply.of(535, 7, 8, "Authentication credentials invalid");
    public static final SmtpReply THROTTLED =
            SmtpReply.of(454, 7, 0, "Temporary authentication failure, try again later");
    public static final SmtpReply MALFORMED =
            SmtpReply.of(501, 5, 2, "Bad authentication response");
    public static final SmtpReply CANCELLED = SmtpReply.of(501, 7, 0, "Authentication cancelled");
    public static final SmtpReply UNKNOWN_MECHANISM =
            SmtpReply.of(504, 5, 4, "Authentication mechanism not offered");
    public static final SmtpReply ENCRYPTION_NEEDED =
            SmtpReply.of(538, 7, 11, "Encryption required for this mechanism");
    public static final SmtpReply SENDER_NOT_YOURS =
            SmtpReply.of(553, 7, 1, "Sender address is not one of yours");
    static final SmtpReply ACCEPTED = SmtpReply.of(235, 7, 0, "Authentication successful");
    static final SmtpReply REQUIRED = SmtpReply.of(530, 7, 0, "Authentication required");
    static final SmtpReply AGAIN = SmtpReply.of(503, 5, 1, "Already authenticated");
    static final SmtpReply IN_TRANSACTION =
            SmtpReply.of(503, 5, 1, "AUTH is not allowed in a mail transaction");
    static final SmtpReply LINE_TOO_LONG =
            SmtpReply.of(500, 5, 6, "Authentication exchange line is too long");

    private SmtpAuth() {}

    /**
     * How a session stands to authentication.
     *
     * @param mechanisms that the connection may use; changes when TLS starts
     * @param required whether nothing else is done before
     * @param done whether the client has proven who it is
     */
    public record Standing(List<String> mechanisms, boolean required, boolean done) {
        /** A service that knows no users. */
        public static final Standing NONE = new Standing(List.of(), false, false);

        public Standing {
            mechanisms = List.copyOf(mechanisms);
        }

        Standing proven() {
            return new Standing(mechanisms, required, true);
        }

        /** Whether the command has to wait (RFC 4954 section 6, reply 530). */
        boolean bars(SmtpCommand command) {
            return required
                    && !done
                    && switch (command) {
                        case SmtpCommand.Mail _,
                                SmtpCommand.Rcpt _,
                                SmtpCommand.Data _,
                                SmtpCommand.Vrfy _,
                                SmtpCommand.Help _ ->
                                true;
                        case SmtpCommand.Helo _,
                                SmtpCommand.Ehlo _,
                                SmtpCommand.Auth _,
                                SmtpCommand.Starttls _,
                                SmtpCommand.Rset _,
                                SmtpCommand.Noop _,
                                SmtpCommand.Quit _,
                                SmtpCommand.Unimplemented _,
                                SmtpCommand.Foreign _,
                                SmtpCommand.Malformed _ ->
                                false;
                    };
        }

        /** The reply to EHLO with the mechanisms in it. */
        SmtpReply offeredIn(SmtpReply ehlo) {
            if (mechanisms.isEmpty()) {
                return ehlo;
            }
            var lines = new ArrayList<>(ehlo.lines());
            lines.add("AUTH " + String.join(" ", mechanisms));
            return new SmtpReply(ehlo.code(), ehlo.status(), lines);
        }
    }

    /** What the world says to a step of an exchange. */
    public sealed interface Answer {
        /**
         * The client's response is needed.
         *
         * @param base64 what it is sent; may be empty
         */
        record Challenge(String base64) implements Answer {}

        /** The client is known now. */
        record Accepted() implements Answer {}

        /** The exchange ended without that. */
        record Denied(SmtpReply reply) implements Answer {}
    }
}
