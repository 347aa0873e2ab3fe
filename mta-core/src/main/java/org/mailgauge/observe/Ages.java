package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;

/**
 * What every view derives from a snapshot in the same way: ages and waits at the moment of reading,
 * in nanoseconds of {@link org.mailgauge.port.Time#ticks}. A snapshot that nothing has changed
 * stays published, so these are computed when they are read. Pure.
 */
public final class Ages {
    private static final long HUNDREDTH = 10_000_000;

    private Ages() {}

    /** How long the oldest message has been here (mtaGroupOldestMessageStored); null when none. */
    public static @Nullable Long oldest(Stock.@Nullable Level level, long now) {
        return level == null || level.oldest() == null ? null : since(level.oldestTicks(), now);
    }

    /**
     * How long the recipient that has been due longest has been so (mailgaugeGroupOldestDue); null
     * when none is.
     */
    public static @Nullable Long oldestDue(Stock.@Nullable Level level, long now) {
        return level == null ? null : sinceOrNull(level.dueTicks(), now);
    }

    /**
     * How long until the next attempt is due (mtaGroupScheduledRetry), 0 when it is overdue; null
     * when none is.
     */
    public static @Nullable Long untilRetry(Stock.@Nullable Level level, long now) {
        return level == null ? null : untilOrNull(level.nextRetryTicks(), now);
    }

    /**
     * When the application last had an inbound association (applLastInboundActivity): now while
     * there is one; null when never.
     */
    public static @Nullable Long lastInbound(MtaSnapshot.Application application, long now) {
        return last(application.inboundAssociations(), application.lastInboundTicks(), now);
    }

    /** The same for outbound associations (applLastOutboundActivity). */
    public static @Nullable Long lastOutbound(MtaSnapshot.Application application, long now) {
        return last(application.outboundAssociations(), application.lastOutboundTicks(), now);
    }

    /**
     * How long ago the group last had an inbound association (mtaGroupLastInboundActivity): 0 while
     * there is one; null when never.
     */
    public static @Nullable Long sinceInbound(MtaSnapshot.GroupRow row, long now) {
        return sinceOrNull(last(row.inboundAssociations(), row.lastInboundTicks(), now), now);
    }

    /** The same for outbound associations (mtaGroupLastOutboundActivity). */
    public static @Nullable Long sinceOutbound(MtaSnapshot.GroupRow row, long now) {
        return sinceOrNull(last(row.outboundAssociations(), row.lastOutboundTicks(), now), now);
    }

    /**
     * How long ago the last outbound association was attempted
     * (mtaGroupLastOutboundAssociationAttempt); null when never.
     */
    public static @Nullable Long sinceAttempt(MtaSnapshot.GroupRow row, long now) {
        return sinceOrNull(row.lastOutboundAttemptTicks(), now);
    }

    /**
     * How long until a moment that was forecast, for the alarms; null when there is none, or it has
     * passed without coming true.
     */
    public static @Nullable Long until(@Nullable Long ticks, long now) {
        return ticks == null || ticks <= now ? null : Long.valueOf(ticks - now);
    }

    /**
     * How long until a queue is empty, by a moment of its forecast: at least a hundredth of a
     * second, for it is not empty yet; null when there is no forecast.
     */
    public static @Nullable Long untilEmpty(@Nullable Long ticks, long now) {
        return ticks == null ? null : Long.valueOf(Math.max(HUNDREDTH, ticks - now));
    }

    /** From a moment to now, never negative. */
    public static long since(long ticks, long now) {
        return Math.max(0, now - ticks);
    }

    /** mtaStatusCode of RFC 2789: {@code 4.4.1} is 4004001. */
    public static int statusCode(EnhancedStatus status) {
        return (status.level() * 1000 + status.subject()) * 1000 + status.detail();
    }

    private static @Nullable Long last(@Nullable Long open, @Nullable Long stamp, long now) {
        return open != null && open > 0 ? Long.valueOf(now) : stamp;
    }

    /** From a moment to now, never negative; null when there is none. */
    public static @Nullable Long sinceOrNull(@Nullable Long ticks, long now) {
        return ticks == null ? null : Long.valueOf(since(ticks, now));
    }

    /** From now to a moment, 0 when it has passed; null when there is none. */
    public static @Nullable Long untilOrNull(@Nullable Long ticks, long now) {
        return ticks == null ? null : Long.valueOf(Math.max(0, ticks - now));
    }
}
