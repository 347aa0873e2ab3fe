package org.mailgauge.imap;

import org.mailgauge.sasl.LoginStep;

import java.util.List;

/** Everything a session can be told. */
public sealed interface ImapInput {

    /**
     * A command came whole.
     *
     * @param tag empty when none could be read
     */
    record Command(String tag, ImapCommand command) implements ImapInput {
        /** Never shows the command: it may hold a password. */
        @Override
        public String toString() {
            return "Command[" + tag + "]";
        }
    }

    /** More of an APPEND or REPLACE. */
    record Append(String tag, List<AppendStep> steps) implements ImapInput {}

    /**
     * A line that is no command, where one of its own is waited for; without its CRLF, one
     * character for each octet.
     */
    record Line(String text) implements ImapInput {
        /** Never shows it: it may hold a password. */
        @Override
        public String toString() {
            return "Line[]";
        }
    }

    /** After {@link ImapAction.Login}, {@link ImapAction.Begin} and {@link ImapAction.Respond}. */
    record LoggedIn(LoginStep login) implements ImapInput {}

    /** After {@link ImapAction.Open}: the account's mailboxes are there. */
    record Opened() implements ImapInput {}

    /** After {@link ImapAction.Open}: they are not, now. */
    record Unavailable() implements ImapInput {}

    /** After {@link ImapAction.Open}: it has as many sessions as it may have. */
    record Crowded() implements ImapInput {}

    /** After {@link ImapAction.Perform} and {@link ImapAction.Append}: the command is done. */
    record Performed(ImapReply reply) implements ImapInput {}

    /** After {@link ImapAction.Append}: the command goes on. */
    record AppendGoesOn() implements ImapInput {}

    /** After {@link ImapAction.StartTls}. */
    record TlsUp(ImapAccess access) implements ImapInput {}

    /**
     * While the client is in IDLE, or between commands when it used NOTIFY: something may be new.
     */
    record Changed() implements ImapInput {}

    /** While the client is in IDLE: nothing has been said for long. */
    record Quiet() implements ImapInput {}

    /** The mailbox that is open has been deleted, or is another one now. */
    record MailboxEnded() implements ImapInput {}

    /**
     * A line is too long, and what comes next may still be of it.
     *
     * @param tag of the command it belongs to; empty when none could be read, it is answered
     *     already, or the line is none of a command
     */
    record TooLong(String tag) implements ImapInput {}

    /** A literal of a command that has been answered already was passed over. */
    record Passed() implements ImapInput {}

    /** More octets come than we take or pass over. */
    record Flood() implements ImapInput {}

    /** The client was idle for too long. */
    record Timeout() implements ImapInput {}

    /** The server stops. */
    record Stopping() implements ImapInput {}

    /** Something of ours broke. */
    record Broken() implements ImapInput {}

    /** The client is gone. */
    record Closed() implements ImapInput {}
}
