package org.mailgauge.queue;

import java.util.ArrayList;

/** Writes the state of a whole message as one record, which stands for all before it. */
final class Wholes {
    /** A state record is at most 64 KiB; without texts, it stays below for some 4,000 fates. */
    private static final int MOST = 60 << 10;

    private Wholes() {}

    /**
     * @param delay seconds of the largest delay threshold that the sender has been told of
     */
    static byte[] of(Message message, long delay, Moment now) {
        var record = QueueRecords.write(change(message, delay, now, true));
        return record.length <= MOST
                ? record
                : QueueRecords.write(change(message, delay, now, false));
    }

    private static StateChange change(Message message, long delay, Moment now, boolean replies) {
        var entries = new ArrayList<StateChange.Entry>(message.recipients());
        for (int i = 0; i < message.recipients(); i++) {
            entries.add(entry(message.recipient(i), now, replies));
        }
        return new StateChange(true, now.wallMillis(), delay, entries);
    }

    private static StateChange.Entry entry(Recipient recipient, Moment now, boolean replies) {
        boolean scheduled = recipient.where == Recipient.SCHEDULED;
        boolean parked = recipient.where == Recipient.QUEUED && recipient.lane().hop.backingOff;
        // What is in delivery or waits for a report goes on at once after a restart; what waits for
        // its next hop, with
        // it.
        var state =
                switch (recipient.state()) {
                    case DEFERRED ->
                            scheduled || parked ? RecipientState.DEFERRED : RecipientState.READY;
                    case IN_DELIVERY -> RecipientState.READY;
                    case READY,
                            HELD,
                            DELIVERED,
                            RELAYED,
                            BOUNCED,
                            EXPIRED,
                            DELETED,
                            DISCARDED,
                            QUARANTINED ->
                            recipient.state();
                };
        return new StateChange.Entry(
                recipient.ordinal(),
                1,
                state,
                recipient.failing() ? WaitReason.NEXT : recipient.note.reason(),
                recipient.attempts,
                due(recipient, scheduled, parked, now),
                replies ? recipient.note.reply() : null);
    }

    private static long due(Recipient recipient, boolean scheduled, boolean parked, Moment now) {
        if (scheduled) {
            return now.millisAt(recipient.due);
        }
        return parked ? now.millisAt(recipient.lane().hop.retryAt) : 0;
    }
}
