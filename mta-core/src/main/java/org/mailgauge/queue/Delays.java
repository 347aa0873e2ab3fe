package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * Finds messages whose sender is to be told of a delay. Guarded by the queue's lock.
 *
 * <p>Messages are listed by arrival, so those that pass a threshold do so in the order of the list:
 * one place in it for each threshold is all there is to keep, and each message is visited once for
 * each.
 */
final class Delays {
    private static final int PER_SLICE = 500;

    private final Core core;
    private final long[] thresholds;

    /** By threshold, the last message that passed it; null when none in the list has. */
    private final @Nullable Message[] passed;

    Delays(Core core, List<Duration> thresholds) {
        this.core = core;
        this.thresholds = thresholds.stream().mapToLong(Duration::toNanos).sorted().toArray();
        this.passed = new @Nullable Message[this.thresholds.length];
    }

    /** Whom it concerns: recipients that may still be tried and are not held. */
    static boolean waits(Recipient recipient) {
        return recipient.lane != null
                && !recipient.failing()
                && recipient.state() != RecipientState.HELD;
    }

    /** When the next message passes a threshold, on the ticker. */
    long next() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < thresholds.length; i++) {
            var message = following(i);
            if (message != null) {
                next = Math.min(next, message.arrivedTicks + thresholds[i]);
            }
        }
        return next;
    }

    /** Passes on those that are due, the largest threshold first. @return whether there are more */
    boolean work(Moment now) {
        int visited = 0;
        for (int i = thresholds.length - 1; i >= 0; i--) {
            var message = following(i);
            while (message != null && isPast(message, i, now)) {
                if (core.reporter().full()) {
                    return false;
                }
                if (visited++ >= PER_SLICE) {
                    return true;
                }
                passed[i] = message;
                if (message.delaysTold <= i && !message.nullPath()) {
                    core.reporter().delayed(message, i + 1);
                }
                message = message.next;
            }
        }
        return false;
    }

    private @Nullable Message following(int threshold) {
        var last = passed[threshold];
        return last == null ? core.index().first() : last.next;
    }

    private boolean isPast(Message message, int threshold, Moment now) {
        return message.arrivedTicks + thresholds[threshold] <= now.ticks();
    }

    /** How many thresholds the message is past. */
    int past(Message message, Moment now) {
        int count = 0;
        while (count < thresholds.length && isPast(message, count, now)) {
            count++;
        }
        return count;
    }

    /** A message leaves the list: places at it go one back. */
    void leaving(Message message) {
        for (int i = 0; i < passed.length; i++) {
            if (passed[i] == message) {
                passed[i] = message.previous;
            }
        }
    }

    /** The largest of so many thresholds; zero for none. */
    Duration threshold(int count) {
        return count == 0 ? Duration.ZERO : Duration.ofNanos(thresholds[count - 1]);
    }

    /** How many thresholds a duration covers: as many as are not larger. */
    int covered(Duration delay) {
        int count = 0;
        while (count < thresholds.length && thresholds[count] <= delay.toNanos()) {
            count++;
        }
        return count;
    }
}
