package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What APPEND (RFC 9051 section 6.3.12, RFC 3502, 4469, 9755) and REPLACE (RFC 8508) tell, one
 * after the other.
 */
public sealed interface AppendStep {

    /**
     * The command begins.
     *
     * @param replaced null for APPEND
     */
    record Begin(String mailbox, @Nullable Replaced replaced) implements AppendStep {}

    /** The message that REPLACE is for, by its UID or sequence number. */
    record Replaced(boolean uid, SequenceSet message) {}

    /**
     * A message begins.
     *
     * @param flags as they came
     * @param date null for now
     */
    record Message(List<String> flags, @Nullable Instant date) implements AppendStep {
        public Message {
            flags = List.copyOf(flags);
        }
    }

    /**
     * The message, or a part of it (RFC 4469), comes as a literal; when it has been read, {@link
     * CommandFrame#line} takes the rest of its line.
     *
     * @param synchronizing whether the client waits to be asked for it
     * @param binary whether it may have any octets (RFC 3516), also NUL
     * @param international whether its header section may be UTF-8 (RFC 9755)
     */
    record Content(long octets, boolean synchronizing, boolean binary, boolean international)
            implements AppendStep {}

    /** A part of the message is somewhere else (RFC 4469). */
    record Url(String url) implements AppendStep {}

    /** The command is whole. */
    record End() implements AppendStep {}
}
