package org.mailgauge.imap;

/**
 * Where a session is (RFC 9051 section 3).
 *
 * @param access what this connection may use to log in
 * @param errors commands that were none, or not in their place, and failed logins; since the last
 *     command of somebody logged in that went well
 * @param compressed whether what comes and goes is (RFC 4978)
 */
public record ImapState(
        Phase phase, ImapAccess access, Extensions extensions, int errors, boolean compressed) {

    /** Each holds exactly what is legal there. */
    public sealed interface Phase {

        /** Where commands may come. */
        sealed interface Open extends Phase {}

        /** Nobody is logged in. */
        record NotAuthenticated() implements Open {}

        /** Somebody is. */
        record Authenticated() implements Open {}

        /** A mailbox is open. */
        record Selected(boolean readOnly) implements Open {}

        /** A login is being checked. */
        record LoggingIn(String tag) implements Phase {}

        /** AUTHENTICATE waits for the client's next response. */
        record Challenged(String tag) implements Phase {}

        /** The login was right; the account is being opened. */
        record Opening(String tag) implements Phase {}

        /** STARTTLS was accepted; the next thing to come is the handshake's end. */
        record Securing() implements Phase {}

        /** The store does what a command asks for. */
        record Performing(Open before, String tag, ImapCommand command) implements Phase {}

        /** Messages are appended: a step is being done. */
        record Appending(Open before, String tag) implements Phase {}

        /** Messages are appended: more of the command is to come. */
        record AppendOpen(Open before, String tag) implements Phase {}

        /** IDLE: only DONE may come. */
        record Idling(Open before, String tag) implements Phase {}

        record Gone() implements Phase {}
    }

    static ImapState start(ImapAccess access) {
        return new ImapState(new Phase.NotAuthenticated(), access, Extensions.NONE, 0, false);
    }

    ImapState in(Phase next) {
        return new ImapState(next, access, extensions, errors, compressed);
    }

    ImapState erred() {
        return new ImapState(phase, access, extensions, errors + 1, compressed);
    }

    ImapState forgiven() {
        return new ImapState(phase, access, extensions, 0, compressed);
    }

    ImapState with(Extensions enabled) {
        return new ImapState(phase, access, enabled, errors, compressed);
    }

    ImapState compressing() {
        return new ImapState(phase, access, extensions, errors, true);
    }

    /** Whether what the client sends next is a line of its own, and no command. */
    public boolean takesLine() {
        return phase instanceof Phase.Challenged || phase instanceof Phase.Idling;
    }
}
