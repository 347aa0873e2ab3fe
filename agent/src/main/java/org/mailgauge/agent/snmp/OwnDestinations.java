package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.kiloGauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.Alarm;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.snmp.Columns.LongCell;
import org.mailgauge.agent.snmp.Columns.TimedCell;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Destinations.Row;
import org.mailgauge.observe.Destinations.Trouble;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.MtaSnapshot.Application;
import org.mailgauge.observe.MtaSnapshot.Mta;
import org.mailgauge.observe.Stock;
import org.snmp4j.smi.OID;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * mailgaugeDestinationTable: the domains that mail waits for, and those that an alarm is about, one
 * by one.
 */
final class OwnDestinations {
    private static final String INDEX = "1..2147483647";

    /**
     * A domain.
     *
     * @param group its group's mtaGroupIndex
     * @param row null when the snapshot has none: an alarm is about it
     * @param stored recipients, messages and octets: 0 of a domain that nothing waits for; null
     *     when that is not known
     * @param trouble null before the first, and when it is not known
     * @param servedTicks when a recipient got through last; null when it is not known
     */
    record Line(
            String name,
            int group,
            @Nullable Row row,
            @Nullable Long stored,
            @Nullable Trouble trouble,
            @Nullable Long servedTicks) {

        static Line of(Row row) {
            return new Line(
                    row.name(),
                    row.group().index(),
                    row,
                    row.recipients(),
                    row.trouble(),
                    row.servedTicks());
        }
    }

    /** Where the rows are: by applIndex and domain. */
    static final class Numbers {
        private final Map<Integer, Map<String, Integer>> indexes = new HashMap<>();

        Numbers(Picture picture) {
            each(
                    picture,
                    (line, index) ->
                            indexes.computeIfAbsent(index[0], _ -> new HashMap<>())
                                    .put(line.name(), index[1]));
        }

        /** The first instance of a domain's row; 0.0 when it has none. */
        OID first(int application, String domain) {
            var index = indexes.getOrDefault(application, Map.of()).get(domain);
            return index == null
                    ? Resources.NONE
                    : new OID(DESTINATIONS.oid(DESTINATIONS.columns().getFirst()))
                            .append(application)
                            .append(index);
        }
    }

    static final Table<Line> DESTINATIONS =
            new Table<>(
                    "mailgaugeDestinationTable",
                    OwnObjects.entry(8),
                    List.of("applIndex", "mailgaugeDestinationIndex"),
                    List.of(
                            adminString(2, "mailgaugeDestinationName", Line::name),
                            integer32(
                                    3,
                                    "mailgaugeDestinationGroup",
                                    INDEX,
                                    line -> (long) line.group()),
                            integer32(
                                    4,
                                    "mailgaugeDestinationChannel",
                                    INDEX,
                                    route(route -> (long) route.channel().index())),
                            adminString(
                                    5,
                                    "mailgaugeDestinationNextHop",
                                    line -> {
                                        var route = route(line);
                                        return route == null ? null : route.nextHop();
                                    }),
                            gauge(6, "mailgaugeDestinationMessages", level(Row::messages)),
                            gauge(7, "mailgaugeDestinationRecipients", level(Row::recipients)),
                            kiloGauge(8, "mailgaugeDestinationVolume", level(Row::octets)),
                            interval(
                                    9,
                                    "mailgaugeDestinationOldestMessage",
                                    timed((row, now) -> Ages.sinceOrNull(row.oldestTicks(), now))),
                            interval(
                                    10,
                                    "mailgaugeDestinationOldestDue",
                                    timed((row, now) -> Ages.sinceOrNull(row.dueTicks(), now))),
                            interval(
                                    11,
                                    "mailgaugeDestinationScheduledRetry",
                                    timed(
                                            (row, now) ->
                                                    Ages.untilOrNull(row.nextRetryTicks(), now))),
                            oneOf(
                                    12,
                                    "mailgaugeDestinationState",
                                    List.of("open", "backingOff", "probing", "paused", "none"),
                                    OwnDestinations::way),
                            gauge(
                                    13,
                                    "mailgaugeDestinationAssociations",
                                    route(route -> wide(route.associations()))),
                            gauge(
                                    14,
                                    "mailgaugeDestinationAssociationsAllowed",
                                    route(route -> wide(route.allowed()))),
                            adminString(
                                    15,
                                    "mailgaugeDestinationLastReply",
                                    line -> line.trouble() == null ? null : line.trouble().text()),
                            integer32(
                                    16,
                                    "mailgaugeDestinationLastStatus",
                                    "4000000..5999999",
                                    line ->
                                            line.trouble() == null
                                                    ? null
                                                    : wide(line.trouble().statusCode())),
                            oneOf(
                                    17,
                                    "mailgaugeDestinationReplyClass",
                                    Syntax.REPLY_CLASS,
                                    Enumerations.REPLY_CLASSES,
                                    OwnDestinations::replyClass),
                            interval(
                                    18,
                                    "mailgaugeDestinationSinceTrouble",
                                    (line, now) -> {
                                        var trouble = line.trouble();
                                        return trouble == null
                                                ? null
                                                : Ages.sinceOrNull(trouble.ticks(), now);
                                    }),
                            interval(
                                    19,
                                    "mailgaugeDestinationSinceSuccess",
                                    (line, now) -> Ages.sinceOrNull(line.servedTicks(), now)),
                            interval(
                                    20,
                                    "mailgaugeDestinationDrainForecast",
                                    timed((row, now) -> until(row, Drain::emptyTicks, now))),
                            interval(
                                    21,
                                    "mailgaugeDestinationDrainEarliest",
                                    timed((row, now) -> until(row, Drain::earliestTicks, now))),
                            interval(
                                    22,
                                    "mailgaugeDestinationDrainLatest",
                                    timed((row, now) -> until(row, Drain::latestTicks, now)))),
                    OwnDestinations::each);

    private OwnDestinations() {}

    private static LongCell<Line> level(LongCell<Row> value) {
        return line -> line.row() == null ? line.stored() : value.of(line.row());
    }

    private static LongCell<Line> route(LongCell<Destinations.Route> value) {
        return line -> {
            var route = route(line);
            return route == null ? null : value.of(route);
        };
    }

    private static Destinations.@Nullable Route route(Line line) {
        return line.row() == null ? null : line.row().route();
    }

    private static TimedCell<Line> timed(TimedCell<Row> value) {
        return (line, now) -> line.row() == null ? null : value.of(line.row(), now);
    }

    private static @Nullable Integer way(Line line) {
        var route = route(line);
        return route == null
                ? null
                : switch (route.way()) {
                    case OPEN -> 1;
                    case BACKING_OFF -> 2;
                    case PROBING -> 3;
                    case PAUSED -> 4;
                    case NONE -> 5;
                };
    }

    private static @Nullable Integer replyClass(Line line) {
        var trouble = line.trouble();
        if (trouble == null) {
            return line.row() == null ? null : Integer.valueOf(Enumerations.replyClass("none"));
        }
        return Enumerations.replyClass(trouble.replyClass());
    }

    private static @Nullable Long wide(@Nullable Integer number) {
        return number == null ? null : Long.valueOf(number);
    }

    private static @Nullable Long until(Row row, LongCell<Drain> moment, long now) {
        var drain = row.drain();
        return drain == null ? null : Ages.untilEmpty(moment.of(drain), now);
    }

    private static void each(Picture picture, Table.Sink<Line> sink) {
        for (var application : picture.snapshot().applications()) {
            var taken = new HashMap<Integer, Line>();
            for (var line : lines(picture, application)) {
                int index = index(line.name());
                while (taken.putIfAbsent(index, line) != null) {
                    index = index == Integer.MAX_VALUE ? 1 : index + 1;
                }
                sink.row(line, application.index(), index);
            }
        }
    }

    /**
     * The domains of an application in the order of their names: those that alarms are about, the
     * oldest first, before those that the snapshot has in its own order, as many as there may be.
     */
    private static Iterable<Line> lines(Picture picture, Application application) {
        var mta = application.mta();
        var destinations = mta == null ? null : mta.destinations();
        if (mta == null || destinations == null) {
            return List.of();
        }
        var rows = new LinkedHashMap<String, Row>();
        destinations.rows().forEach(row -> rows.put(row.name(), row));
        var lines = new TreeMap<String, Line>();
        for (var alarm : concerning(picture, application)) {
            var domain = alarm.subject().name();
            if (lines.size() < destinations.most() && !lines.containsKey(domain)) {
                var row = rows.get(domain);
                lines.put(domain, row == null ? line(alarm, mta, destinations) : Line.of(row));
            }
        }
        for (var row : rows.values()) {
            if (lines.size() < destinations.most()) {
                lines.putIfAbsent(row.name(), Line.of(row));
            }
        }
        return lines.values();
    }

    /**
     * Alarms about a domain of an application: those that are active, then those whose end is still
     * to be told, after a maintenance window.
     */
    private static List<Alarm> concerning(Picture picture, Application application) {
        var state = picture.alarms();
        if (state == null) {
            return List.of();
        }
        var all = new ArrayList<>(state.active());
        all.addAll(state.owed());
        all.removeIf(
                alarm ->
                        !isAboutDomain(alarm)
                                || alarm.subject().applicationIndex() != application.index());
        return all;
    }

    /** Whether it is about a row of this table. */
    static boolean isAboutDomain(Alarm alarm) {
        return alarm.kind() == AlarmKind.DESTINATION_FAILING
                && alarm.subject().groupIndex() != null;
    }

    /** Of a domain that the snapshot has no row of. */
    private static Line line(Alarm alarm, Mta mta, Destinations destinations) {
        var subject = alarm.subject();
        var group = subject.groupIndex();
        boolean complete = destinations.count() == destinations.rows().size();
        for (var waiting : mta.unserved()) {
            if (waiting.domain().equals(subject.name())) {
                return new Line(
                        waiting.domain(),
                        waiting.group().index(),
                        null,
                        null,
                        trouble(waiting),
                        waiting.servedTicks());
            }
        }
        return new Line(
                subject.name(), group == null ? 0 : group, null, complete ? 0L : null, null, null);
    }

    private static @Nullable Trouble trouble(Stock.Unserved waiting) {
        return waiting.replyClass().equals("none") && waiting.lastReply() == null
                ? null
                : new Trouble(waiting.lastReply(), waiting.replyClass(), null);
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
