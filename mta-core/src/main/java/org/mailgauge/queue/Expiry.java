package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Gives up what was tried long enough. Guarded by the queue's lock.
 *
 * <p>It walks the messages by arrival, in slices, as far as they are old enough for the shorter of
 * the two expiries; so it visits little, and no timer is kept per message. Held recipients never
 * expire; those in delivery do when their attempt fails. While too many reports wait to be written,
 * it rests.
 */
final class Expiry {
    private static final int PER_SLICE = 500;

    /** After a long walk the next one waits a little, so that walking is not all there is. */
    private static final int LONG_WALK = 10_000;

    private static final long REST = Duration.ofSeconds(10).toNanos();

    private final Core core;
    private long next = Long.MAX_VALUE;
    private @Nullable Message at;
    private boolean walking;
    private long found;
    private int visited;

    Expiry(Core core) {
        this.core = core;
    }

    /** When something may have to be given up, on the ticker. */
    long next() {
        if (core.reporter().full()) {
            return Long.MAX_VALUE;
        }
        return Math.min(next, core.reporter().delays().next());
    }

    boolean isOver(Message message, long now) {
        return expires(message) <= now;
    }

    /** Whether a recipient is not to be tried any more; one that was let go is, once. */
    boolean isOver(Recipient recipient, long now) {
        return recipient.note.reason() != WaitReason.RELEASED && isOver(recipient.message(), now);
    }

    long expires(Message message) {
        return core.retry().expires(message.arrivedTicks, message.nullPath());
    }

    /** A message has come, or may expire again. */
    void note(Message message) {
        next = Math.min(next, expires(message));
    }

    /** How long messages are tried has changed: all are looked at again, soon. */
    void changed(Moment now) {
        next = Math.min(next, now.ticks());
    }

    /** Goes on with what is due. @return whether there is more to do now */
    boolean work(Moment now) {
        boolean more = walk(now);
        more |= core.reporter().delays().work(now);
        return more;
    }

    private boolean walk(Moment now) {
        if (core.reporter().full() || (!walking && next > now.ticks())) {
            return false;
        }
        var message = walking && at != null && at.group >= 0 ? at : begin();
        for (int i = 0; i < PER_SLICE && message != null && goesOn(message, now); i++) {
            var following = message.next;
            visit(message, now);
            visited++;
            message = following;
        }
        if (message != null && old(message, now)) {
            at = message;
            return !core.reporter().full();
        }
        finish(message, now);
        return false;
    }

    private boolean goesOn(Message message, Moment now) {
        return old(message, now) && !core.reporter().full();
    }

    private @Nullable Message begin() {
        walking = true;
        found = Long.MAX_VALUE;
        visited = 0;
        next = Long.MAX_VALUE;
        return core.index().first();
    }

    private void finish(@Nullable Message beyond, Moment now) {
        walking = false;
        at = null;
        if (beyond != null) {
            found = Math.min(found, beyond.arrivedTicks + shorter());
        }
        long earliest = visited > LONG_WALK ? now.ticks() + REST : now.ticks() + 1;
        next = Math.min(next, found == Long.MAX_VALUE ? found : Math.max(found, earliest));
    }

    private boolean old(Message message, Moment now) {
        return message.arrivedTicks + shorter() <= now.ticks();
    }

    private long shorter() {
        return Math.min(core.retry().expiry(), core.retry().nullPathExpiry());
    }

    private void visit(Message message, Moment now) {
        if (!isOver(message, now.ticks())) {
            found = Math.min(found, expires(message));
            return;
        }
        var settlement = new Settlement(core, message, now);
        boolean any = false;
        for (int i = 0; i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            var state = recipient.state();
            boolean waits = state == RecipientState.READY || state == RecipientState.DEFERRED;
            if (waits && !recipient.failing() && isOver(recipient, now.ticks())) {
                settlement.finish(recipient, RecipientEvent.EXPIRED, recipient.note.reply());
                any = true;
            }
        }
        if (any) {
            settlement.post();
        }
    }
}
