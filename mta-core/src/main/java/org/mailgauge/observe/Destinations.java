package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.SmtpReply;

import java.util.List;

/**
 * The domains that mail waits for, as far as they are told of one by one
 * (mailgaugeDestinationTable).
 *
 * @param count domains with stored recipients (mailgaugeMtaDestinations)
 * @param most rows there may be (mailgaugeMtaDestinationRows)
 * @param rows those with the most recipients first; among them are some that have been due, or
 *     where none has got through, for longest
 */
public record Destinations(int count, int most, List<Row> rows) {
    public Destinations {
        rows = List.copyOf(rows);
    }

    /** What the way to a destination is like. */
    public enum Way {
        /** Associations may be made. */
        OPEN,
        /** It could not be reached, and nothing is tried before the next retry. */
        BACKING_OFF,
        /** One message is on its way to find out whether it is back. */
        PROBING,
        /** The operator has stopped the destination, or the channel that leads there. */
        PAUSED,
        /** No association leads there. */
        NONE
    }

    /**
     * One destination. Stamps are on the ticker.
     *
     * @param name in lower case, with A-labels
     * @param group in which it is counted
     * @param route where most of its recipients go next; null when that is not known
     * @param messages with a recipient there
     * @param left recipients that have left it, in whatever way, since it last began to be known:
     *     less than before means that it was forgotten meanwhile
     * @param octets of those messages; null when not known
     * @param oldestTicks when the oldest message arrived; null when not known
     * @param dueTicks since when the recipient that has been due longest could have been tried, to
     *     the second; null when none could
     * @param nextRetryTicks when the next attempt is due; null when none is scheduled
     * @param servedTicks when a recipient got through last; null when none did since mail last
     *     began to wait
     * @param trouble null before the first
     * @param drain when it will be empty; null when that cannot be told
     */
    public record Row(
            String name,
            MtaGroup group,
            @Nullable Route route,
            long messages,
            long recipients,
            @Nullable Long octets,
            long left,
            @Nullable Long oldestTicks,
            @Nullable Long dueTicks,
            @Nullable Long nextRetryTicks,
            @Nullable Long servedTicks,
            @Nullable Trouble trouble,
            @Nullable Drain drain) {

        /** The same with a forecast. */
        Row with(@Nullable Drain forecast) {
            return new Row(
                    name,
                    group,
                    route,
                    messages,
                    recipients,
                    octets,
                    left,
                    oldestTicks,
                    dueTicks,
                    nextRetryTicks,
                    servedTicks,
                    trouble,
                    forecast);
        }
    }

    /**
     * A way to a destination.
     *
     * @param nextHop as a route is written
     * @param associations in use by the next hop, which domains may share; null when no association
     *     leads there
     * @param allowed how many it may have now; null likewise
     */
    public record Route(
            MtaGroup channel,
            String nextHop,
            Way way,
            @Nullable Integer associations,
            @Nullable Integer allowed) {}

    /**
     * What was last said when something for a destination was put off.
     *
     * @param reply null when nothing was said
     * @param replyClass its kind, by label
     * @param ticks when, on the ticker; null when that was in an earlier run and is not known
     */
    public record Trouble(@Nullable SmtpReply reply, String replyClass, @Nullable Long ticks) {

        /** What was said, with the code in front; null when nothing was. */
        public @Nullable String text() {
            return reply == null ? null : reply.toString();
        }

        /** Its status as mtaStatusCode has it; null when it has none of class 4 or 5. */
        public @Nullable Integer statusCode() {
            var status = reply == null ? null : reply.status();
            return status == null || status.level() < 4 ? null : Ages.statusCode(status);
        }
    }
}
