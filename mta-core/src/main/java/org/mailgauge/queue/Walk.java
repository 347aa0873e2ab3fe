package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A walk over the stored recipients that a selection may mean, in the order of arrival and in
 * slices between which mail comes and goes. It sees what is stored when it begins; what has left
 * when it gets there is passed over. Used under the queue's lock.
 */
final class Walk {
    private final Index index;
    private final List<QueueId> ids;
    private final long until;
    private int idAt;

    /** The message that is visited, and its next recipient. */
    private @Nullable Message at;

    private int ordinal;

    /** Where a message was that was visited and is likely to stay, if {@link #at} leaves. */
    private @Nullable Message behind;

    private long passed = -1;
    private boolean begun;

    /** Begins under the lock. */
    Walk(Index index, List<QueueId> ids) {
        this.index = index;
        this.ids = ids;
        this.until = index.nextSerial();
    }

    interface Visit {
        /** Looks at a stored recipient; it may leave. */
        void to(Recipient recipient);
    }

    /**
     * Visits some.
     *
     * @param most places looked at
     * @param among called when some recipients of one message have been visited
     * @return whether there is more
     */
    boolean slice(int most, Visit visit, Runnable among) {
        int looked = 0;
        var message = current();
        while (message != null && looked < most) {
            int all = message.recipients();
            var following = ids.isEmpty() ? message.next : null; // before it may leave
            while (ordinal < all && looked < most) {
                var recipient = message.recipient(ordinal++);
                looked++;
                if (recipient.lane != null) {
                    visit.to(recipient);
                }
            }
            among.run();
            if (ordinal >= all) {
                message = advance(message, following);
            }
        }
        return message != null;
    }

    private @Nullable Message advance(Message message, @Nullable Message following) {
        passed = message.serial;
        if (message.group >= 0) {
            behind = message;
        }
        ordinal = 0;
        at = ids.isEmpty() ? bounded(following) : nextNamed();
        return at;
    }

    private @Nullable Message current() {
        if (!begun) {
            begun = true;
            at = ids.isEmpty() ? bounded(index.first()) : nextNamed();
        } else if (at != null && at.group < 0) {
            ordinal = 0;
            at = ids.isEmpty() ? recovered() : nextNamed();
        }
        return at;
    }

    /** Finds the place again where the walk was, when the message to be visited has left. */
    private @Nullable Message recovered() {
        var from = behind != null && behind.group >= 0 ? behind.next : index.first();
        while (from != null && from.serial <= passed) {
            from = from.next;
        }
        return bounded(from);
    }

    private @Nullable Message bounded(@Nullable Message message) {
        return message != null && message.serial < until ? message : null;
    }

    private @Nullable Message nextNamed() {
        while (idAt < ids.size()) {
            var message = index.find(ids.get(idAt++));
            if (message != null) {
                return message;
            }
        }
        return null;
    }
}
