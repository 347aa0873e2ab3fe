package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Where a recipient stands now: why it waits, and when it is next looked at. All views and
 * selections ask here. Used under the queue's lock.
 */
final class Standing {
    private final Scheduler scheduler;

    Standing(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Why it waits. */
    WaitReason reason(Recipient recipient) {
        var hop = recipient.lane().hop;
        if (isPaused(recipient)) {
            return WaitReason.PAUSED;
        }
        return switch (recipient.state()) {
            case IN_DELIVERY -> WaitReason.IN_DELIVERY;
            case READY -> readyReason(hop);
            case DEFERRED -> isParked(recipient) ? parkedReason(hop) : recipient.note.reason();
            case HELD -> recipient.note.reason();
            case DELIVERED, RELAYED, BOUNCED, EXPIRED, DELETED, DISCARDED, QUARANTINED ->
                    recipient.note.reason();
        };
    }

    /** Whether it waits, and the operator has stopped its channel or destination. */
    static boolean isPaused(Recipient recipient) {
        return waits(recipient) && recipient.lane().paused();
    }

    /** Whether it is ready or deferred, and may be tried again. */
    static boolean waits(Recipient recipient) {
        return !recipient.failing()
                && (recipient.state == RecipientState.READY.code()
                        || recipient.state == RecipientState.DEFERRED.code());
    }

    /** Whether it waits with all others for its next hop, rather than for a time of its own. */
    static boolean isParked(Recipient recipient) {
        return recipient.where == Recipient.QUEUED;
    }

    private WaitReason readyReason(Hop hop) {
        if (scheduler.stopping()) {
            return WaitReason.STOPPING;
        }
        if (hop.backingOff) {
            return parkedReason(hop);
        }
        if (hop.slots >= hop.window.size() || (hop.doubtful && hop.slots > 0)) {
            return WaitReason.DESTINATION_BUSY;
        }
        if (scheduler.isFull()) {
            return WaitReason.ASSOCIATIONS_FULL;
        }
        return scheduler.mayHaveOne(hop) ? WaitReason.NEXT : WaitReason.DESTINATION_BUSY;
    }

    private WaitReason parkedReason(Hop hop) {
        if (!hop.backingOff) {
            return WaitReason.NEXT;
        }
        if (hop.probing && hop.probe == null && scheduler.isFull()) {
            return WaitReason.ASSOCIATIONS_FULL;
        }
        return hop.probing ? WaitReason.PROBING : WaitReason.DESTINATION_UNREACHABLE;
    }

    /**
     * When it is next looked at; now for what is due, as of a next hop whose time passed while it
     * was paused; null when nothing is scheduled.
     */
    static @Nullable Instant nextAttempt(Recipient recipient, Moment now) {
        if (isPaused(recipient)) {
            return null;
        }
        long backOff = backsOffUntil(recipient.lane().hop);
        return switch (recipient.where) {
            case Recipient.SCHEDULED ->
                    now.wallAt(Math.max(now.ticks(), Math.max(recipient.due, backOff)));
            case Recipient.QUEUED -> now.wallAt(Math.max(now.ticks(), backOff));
            default -> null;
        };
    }

    private static long backsOffUntil(Hop hop) {
        long at = hop.scheduledRetry();
        return at == Long.MAX_VALUE ? Long.MIN_VALUE : at;
    }
}
