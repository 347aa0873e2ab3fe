package org.mailgauge.queue;

/**
 * How much is stored in one place: the whole queue, a group, a domain. Guarded by the queue's lock.
 */
class Shelf {
    private static final int SPREAD = 0x9E3779B9;

    /** Spreads shelves over a {@link Tally}. */
    final int hash;

    long messages;
    long recipients;
    long octets;

    Shelf(int number) {
        int mixed = number * SPREAD;
        hash = mixed ^ mixed >>> 16;
    }

    /** A recipient of the message joins. */
    final void join(Message message) {
        recipients++;
        if (message.tally == null || message.tally.join(this)) {
            messages++;
            octets += message.octets;
        }
    }

    /** A recipient of the message leaves. @return whether it was the message's last here */
    final boolean leave(Message message) {
        recipients--;
        boolean last = message.tally == null || message.tally.leave(this);
        if (last) {
            messages--;
            octets -= message.octets;
        }
        return last;
    }
}
