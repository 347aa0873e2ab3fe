package org.mailgauge.pop3;

import org.mailgauge.address.Mailbox;

/**
 * Where a session is (RFC 1939 section 3).
 *
 * @param access what this connection may use to log in
 * @param utf8 whether the client said UTF8 (RFC 6856)
 * @param errors commands since the last login that were none, or not in their place, and failed
 *     logins
 */
public record Pop3State(Phase phase, Pop3Access access, boolean utf8, int errors) {

    /** Each holds exactly what is legal there. */
    public sealed interface Phase {
        /** The AUTHORIZATION state. */
        record Authorization() implements Phase {}

        /** AUTHORIZATION, after USER. */
        record Named(String user) implements Phase {}

        /** A login is being checked. */
        record LoggingIn() implements Phase {}

        /** AUTH waits for the client's next response. */
        record Challenged() implements Phase {}

        /** The login was right; the maildrop is being opened. */
        record Opening(Mailbox account) implements Phase {}

        /** STLS was accepted; the next thing to come is the handshake's end. */
        record Securing() implements Phase {}

        /** The TRANSACTION state. */
        record Transaction(Drop drop, Marks deleted) implements Phase {}

        /** TRANSACTION, while a message is being opened for RETR or TOP. */
        record Fetching(Drop drop, Marks deleted, int message, int bodyLines) implements Phase {}

        /** The UPDATE state: what was marked is being removed. */
        record Update(Marks deleted) implements Phase {}

        record Gone() implements Phase {}
    }

    /**
     * The open maildrop.
     *
     * @param octets of all its messages
     */
    public record Drop(Listing listing, long octets) {
        static Drop of(Listing listing) {
            long octets = 0;
            for (int i = 0; i < listing.messages(); i++) {
                octets += listing.octets(i);
            }
            return new Drop(listing, octets);
        }
    }

    static Pop3State start(Pop3Access access) {
        return new Pop3State(new Phase.Authorization(), access, false, 0);
    }

    Pop3State in(Phase next) {
        return new Pop3State(next, access, utf8, errors);
    }

    Pop3State erred() {
        return new Pop3State(phase, access, utf8, errors + 1);
    }

    Pop3State forgiven() {
        return new Pop3State(phase, access, utf8, 0);
    }

    Pop3State speakingUtf8() {
        return new Pop3State(phase, access, true, errors);
    }

    /** Whether what the client sends next is a response, and no command. */
    boolean challenged() {
        return phase instanceof Phase.Challenged;
    }
}
