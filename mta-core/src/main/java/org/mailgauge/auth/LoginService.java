package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;

import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Finds out who a client is: what a protocol asks. Knows which mechanisms a connection may use,
 * drives their exchanges, checks passwords, and slows down those who guess. Safe for use by any
 * thread; calls block (for a hash, or as long as a refusal is delayed) and are made on the
 * connection's virtual thread. Tells of each try, so that callers count and log nothing but the
 * reply; passwords are never logged.
 */
public interface LoginService {

    /** Where nobody can log in. */
    LoginService NONE =
            new LoginService() {
                @Override
                public List<String> mechanisms(Client client) {
                    return List.of();
                }

                @Override
                public boolean takesPasswords(Client client) {
                    return false;
                }

                @Override
                public Exchange begin(Client client, String mechanism) {
                    return _ -> new Answer.NotOffered(false);
                }

                @Override
                public Answer login(Client client, String user, String password) {
                    return new Answer.NotOffered(false);
                }
            };

    /**
     * The SASL mechanisms that this connection may use now, the strongest first, in upper case;
     * empty when none: then the protocol must not offer authentication.
     */
    List<String> mechanisms(Client client);

    /**
     * Whether user and password may come as they are (POP3 USER and PASS, IMAP LOGIN): with TLS,
     * and from loopback where {@code auth.plaintext} allows it.
     */
    boolean takesPasswords(Client client);

    /** Whether mail of the account, on submission, may have that reverse-path. */
    default boolean mayUse(Account account, Mailbox sender) {
        return account.maySendAs(sender);
    }

    /**
     * Begins an exchange; nothing is looked up yet.
     *
     * @param mechanism as the client gave it, in any case
     */
    Exchange begin(Client client, String mechanism);

    /**
     * Checks a user and his password, outside SASL.
     *
     * @param user as the client gave it, decoded from UTF-8 (a malformed sequence is U+FFFD)
     * @return any answer but {@link Answer.Challenge} and {@link Answer.Cancelled}
     */
    Answer login(Client client, String user, String password);

    /**
     * One authentication under way, used by one thread. Ended by every answer but {@link
     * Answer.Challenge}; a further call answers {@link Answer.Malformed}.
     */
    interface Exchange {
        /**
         * Takes the client's next response and gives the answer to it.
         *
         * @param response as on the wire: base64 without CRLF, {@code =} for an empty initial
         *     response (empty text for a later one), {@code *} to cancel; null at the first call
         *     when the command had no initial response
         */
        Answer respond(@Nullable String response);
    }

    /** What a login, or a step of it, ends with. */
    sealed interface Answer {
        /**
         * The client is this account, for everything from now on.
         *
         * @param mechanism by which he proved it, {@code PASS} outside SASL
         */
        record Success(Account account, String mechanism) implements Answer {}

        /** Send this to the client, and hand his response to the exchange. */
        record Challenge(byte[] octets) implements Answer {
            /** As it goes over the wire; may be empty. */
            public String base64() {
                return Base64.getEncoder().encodeToString(octets);
            }
        }

        /**
         * Wrong user, password, identity or proof: nobody is to learn which. To be answered with
         * the same text always (535 5.7.8, {@code [AUTH]}, {@code [AUTHENTICATIONFAILED]}).
         */
        record Refused() implements Answer {}

        /**
         * Too many tries; nothing was checked. To be answered as a temporary failure (454 4.7.0,
         * {@code [SYS/TEMP]}, {@code [UNAVAILABLE]}), with the same text always.
         */
        record Throttled(Duration retryAfter) implements Answer {}

        /** Accounts can't be read now, or too many hashes wait; a temporary failure as well. */
        record Unavailable() implements Answer {}

        /** Not base64, not what the mechanism says, or too long (501 5.5.2, {@code BAD}). */
        record Malformed() implements Answer {}

        /** The client gave up with {@code *} (501 5.7.0, {@code BAD}). */
        record Cancelled() implements Answer {}

        /**
         * No such mechanism on this connection (504 5.5.4, or 538 5.7.11 if TLS would help).
         *
         * @param encryptionHelps whether it would be offered after TLS has started
         */
        record NotOffered(boolean encryptionHelps) implements Answer {}
    }
}
