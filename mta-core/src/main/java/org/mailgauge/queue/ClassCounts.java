package org.mailgauge.queue;

import org.mailgauge.observe.ReplyClass;

import java.util.EnumMap;
import java.util.Map;

/**
 * The deferred recipients of a place by what was last said about them (mailgaugeDeferralWaiting).
 * Guarded by the queue's lock.
 */
final class ClassCounts {
    private static final ReplyClass[] CLASSES = ReplyClass.values();

    private final long[] counts = new long[CLASSES.length];

    /** Counts one recipient more or less, where it is, if it is deferred. */
    static void count(Recipient recipient, int by) {
        var lane = recipient.lane;
        if (lane != null && recipient.state == RecipientState.DEFERRED.code()) {
            int at = recipient.note.replyClass().number() - 1;
            lane.hop.channel.deferred.counts[at] += by;
            lane.domain.group().deferred.counts[at] += by;
        }
    }

    /** A recipient that is counted here is counted elsewhere from now on, if it is deferred. */
    void move(Recipient recipient, ClassCounts to) {
        if (recipient.state == RecipientState.DEFERRED.code()) {
            int at = recipient.note.replyClass().number() - 1;
            counts[at]--;
            to.counts[at]++;
        }
    }

    /** Those of which there are some. */
    Map<ReplyClass, Long> read() {
        var found = new EnumMap<ReplyClass, Long>(ReplyClass.class);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                found.put(CLASSES[i], counts[i]);
            }
        }
        return found;
    }
}
