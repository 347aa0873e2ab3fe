package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.SmtpReply;

import java.util.List;

/**
 * What became of recipients of one message, as it stands in the journal. Times are wall clock, in
 * milliseconds since 1970.
 *
 * @param whole whether it stands for all changes before it
 * @param at when it was written
 * @param delay seconds of the largest delay threshold that the sender has been told of; 0 for none
 */
record StateChange(boolean whole, long at, long delay, List<Entry> entries) {
    StateChange {
        entries = List.copyOf(entries);
    }

    StateChange(boolean whole, long at, List<Entry> entries) {
        this(whole, at, 0, entries);
    }

    /**
     * Some neighbouring recipients with one fate.
     *
     * @param ordinal the first of them
     * @param count how many, at least 1
     * @param until when a deferred one is due; 0 for the other states
     * @param reply the last reply; null when there was none
     */
    record Entry(
            int ordinal,
            int count,
            RecipientState state,
            WaitReason reason,
            int attempts,
            long until,
            @Nullable SmtpReply reply) {

        /** Whether the next recipient may share this entry. */
        boolean continues(Entry following) {
            return following.ordinal == ordinal + count
                    && following.state == state
                    && following.reason == reason
                    && following.attempts == attempts
                    && following.until == until
                    && java.util.Objects.equals(following.reply, reply);
        }
    }
}
