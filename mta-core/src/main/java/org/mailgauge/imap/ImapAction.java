package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;

import java.util.List;

/** Everything a session can ask for. */
public sealed interface ImapAction {

    /** A response's line, without CRLF. */
    record Send(String line) implements ImapAction {}

    /** LOGIN. Awaits an answer. */
    record Login(String user, String password) implements ImapAction {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Login[]";
        }
    }

    /** AUTHENTICATE; {@code initial} as it came, null without one. Awaits an answer. */
    record Begin(String mechanism, @Nullable String initial) implements ImapAction {
        /** Never shows the response. */
        @Override
        public String toString() {
            return "Begin[" + mechanism + "]";
        }
    }

    /** The response to a challenge, as it came. Awaits an answer. */
    record Respond(String line) implements ImapAction {
        /** Never shows it. */
        @Override
        public String toString() {
            return "Respond[]";
        }
    }

    /** Open the account's mailboxes. Awaits an answer. */
    record Open(Mailbox account) implements ImapAction {}

    /** Do what a command asks for, and send what it tells. Awaits an answer. */
    record Perform(String tag, ImapCommand command, Extensions extensions) implements ImapAction {}

    /**
     * Do these steps; ask for a literal that a client waits to be asked for, and read it. A command
     * that fails has been passed over to its end, as far as the client sends it. Awaits an answer.
     *
     * @param eightBitHeaders whether header sections of messages may have 8-bit octets
     */
    record Append(List<AppendStep> steps, Extensions extensions, boolean eightBitHeaders)
            implements ImapAction {}

    /**
     * Do not: pass the command over to its end, as far as the client sends it. Awaits an answer.
     *
     * @param why it fails
     */
    record RefuseAppend(List<AppendStep> steps, ImapReply why) implements ImapAction {}

    /** Forget what was to be appended. */
    record AbortAppend() implements ImapAction {}

    /**
     * Send what is new in the mailbox that is open, and what NOTIFY asked for.
     *
     * @param expunges whether expunges may be told (RFC 9051 section 7.5.1)
     */
    record Tell(boolean expunges, Extensions extensions) implements ImapAction {}

    /** Give up the mailbox that is open; nothing is expunged. */
    record Leave() implements ImapAction {}

    /** Give up the account too. */
    record LogOut() implements ImapAction {}

    /** Forget what has come unread, and do the handshake. Awaits an answer. */
    record StartTls() implements ImapAction {}

    /** Compress what comes and goes from now on (RFC 4978), or no longer. */
    record Compress(boolean on) implements ImapAction {}

    record Close() implements ImapAction {}
}
