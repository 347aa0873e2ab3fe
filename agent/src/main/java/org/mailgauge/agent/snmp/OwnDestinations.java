package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.kiloGauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.snmp.Columns.LongCell;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Destinations.Row;
import org.mailgauge.observe.Drain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** mailgaugeDestinationTable: the domains that mail waits for, one by one. */
final class OwnDestinations {
    private static final String INDEX = "1..2147483647";

    static final Table<Row> DESTINATIONS =
            new Table<>(
                    "mailgaugeDestinationTable",
                    OwnObjects.entry(8),
                    List.of("applIndex", "mailgaugeDestinationIndex"),
                    List.of(
                            adminString(2, "mailgaugeDestinationName", Row::name),
                            integer32(
                                    3,
                                    "mailgaugeDestinationGroup",
                                    INDEX,
                                    row -> (long) row.group().index()),
                            integer32(
                                    4,
                                    "mailgaugeDestinationChannel",
                                    INDEX,
                                    row -> (long) row.route().channel().index()),
                            adminString(
                                    5, "mailgaugeDestinationNextHop", row -> row.route().nextHop()),
                            gauge(6, "mailgaugeDestinationMessages", Row::messages),
                            gauge(7, "mailgaugeDestinationRecipients", Row::recipients),
                            kiloGauge(8, "mailgaugeDestinationVolume", Row::octets),
                            interval(
                                    9,
                                    "mailgaugeDestinationOldestMessage",
                                    (row, now) -> Ages.sinceOrNull(row.oldestTicks(), now)),
                            interval(
                                    10,
                                    "mailgaugeDestinationOldestDue",
                                    (row, now) -> Ages.sinceOrNull(row.dueTicks(), now)),
                            interval(
                                    11,
                                    "mailgaugeDestinationScheduledRetry",
                                    (row, now) -> Ages.untilOrNull(row.nextRetryTicks(), now)),
                            oneOf(
                                    12,
                                    "mailgaugeDestinationState",
                                    List.of("open", "backingOff", "probing", "paused", "none"),
                                    OwnDestinations::way),
                            gauge(
                                    13,
                                    "mailgaugeDestinationAssociations",
                                    row -> wide(row.route().associations())),
                            gauge(
                                    14,
                                    "mailgaugeDestinationAssociationsAllowed",
                                    row -> wide(row.route().allowed())),
                            adminString(
                                    15,
                                    "mailgaugeDestinationLastReply",
                                    row -> row.trouble() == null ? null : row.trouble().text()),
                            integer32(
                                    16,
                                    "mailgaugeDestinationLastStatus",
                                    "4000000..5999999",
                                    row ->
                                            row.trouble() == null
                                                    ? null
                                                    : wide(row.trouble().statusCode())),
                            oneOf(
                                    17,
                                    "mailgaugeDestinationReplyClass",
                                    Syntax.REPLY_CLASS,
                                    Enumerations.REPLY_CLASSES,
                                    row -> {
                                        var trouble = row.trouble();
                                        return Enumerations.replyClass(
                                                trouble == null ? "none" : trouble.replyClass());
                                    }),
                            interval(
                                    18,
                                    "mailgaugeDestinationSinceTrouble",
                                    (row, now) -> {
                                        var trouble = row.trouble();
                                        return trouble == null
                                                ? null
                                                : Ages.sinceOrNull(trouble.ticks(), now);
                                    }),
                            interval(
                                    19,
                                    "mailgaugeDestinationSinceSuccess",
                                    (row, now) -> Ages.sinceOrNull(row.servedTicks(), now)),
                            interval(
                                    20,
                                    "mailgaugeDestinationDrainForecast",
                                    (row, now) -> until(row, Drain::emptyTicks, now)),
                            interval(
                                    21,
                                    "mailgaugeDestinationDrainEarliest",
                                    (row, now) -> until(row, Drain::earliestTicks, now)),
                            interval(
                                    22,
                                    "mailgaugeDestinationDrainLatest",
                                    (row, now) -> until(row, Drain::latestTicks, now))),
                    OwnDestinations::each);

    private OwnDestinations() {}

    private static int way(Row row) {
        return switch (row.route().way()) {
            case OPEN -> 1;
            case BACKING_OFF -> 2;
            case PROBING -> 3;
            case PAUSED -> 4;
            case NONE -> 5;
        };
    }

    private static @Nullable Long wide(@Nullable Integer number) {
        return number == null ? null : Long.valueOf(number);
    }

    private static @Nullable Long until(Row row, LongCell<Drain> moment, long now) {
        var drain = row.drain();
        return drain == null ? null : OwnGroups.until(moment.of(drain), now);
    }

    private static void each(Picture picture, Table.Sink<Row> sink) {
        for (var application : picture.snapshot().applications()) {
            var mta = application.mta();
            var destinations = mta == null ? null : mta.destinations();
            if (destinations != null) {
                var taken = new HashSet<Integer>();
                destinations.rows().stream()
                        .sorted(Comparator.comparing(Row::name))
                        .forEach(
                                row -> {
                                    int index = index(row.name());
                                    while (!taken.add(index)) {
                                        index = index == Integer.MAX_VALUE ? 1 : index + 1;
                                    }
                                    sink.row(row, application.index(), index);
                                });
            }
        }
    }

    /** The first 31 bits of the name's SHA-256 digest, and 1 in place of 0. */
    static int index(String name) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return Math.max(1, ByteBuffer.wrap(digest).getInt() >>> 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
