package org.mailgauge.agent.conf;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The part of the table that is about alarms. */
final class AlarmKeys {
    private static final KeyTable TABLE = new KeyTable(3, Takes.RELOAD);
    private static final long M_OCTET = 1_000_000;

    private AlarmKeys() {}

    /**
     * A kind of alarm with thresholds.
     *
     * @param raise its key; the kind is used when that is given
     * @param clear its key; without it the other threshold is {@link #clear}
     * @param units how a threshold is counted
     * @param falling whether small values are bad
     * @param scope the key of what it watches; none for all there is
     * @param least the key of how much there has to be; none for any
     */
    record Kind<T>(
            String label,
            Key<T> raise,
            Key<T> clear,
            Function<T, Long> units,
            boolean falling,
            List<Key<String>> scope,
            List<Key<Integer>> least) {

        /** Where it is cleared unless that is said. */
        long clear(long raisedAt) {
            return falling ? raisedAt + Math.max(1, raisedAt / 4) : raisedAt / 2;
        }
    }

    static final Key<Boolean> BUILT_IN =
            TABLE.one(
                    "default-alarms",
                    Types.FLAG,
                    "true",
                    "Whether there are the alarms that need no configuration: a destination that"
                            + " fails, something long overdue, little storage, a service that is not"
                            + " up, trouble of the journal. A rule of the same kind takes their"
                            + " place.");
    static final Section ALARMS =
            TABLE.list(
                    "alarms",
                    "{channel: \"*\", oldest-due: PT15M, stored: {raise: 1000, clear: 500}}",
                    "When to raise an alarm, and when to clear it; docs/alarms.md. Each kind that"
                            + " is named makes a rule; without a clear it is half of raise (a quarter"
                            + " more for storage and certificates).");
    static final Key<String> NAME =
            TABLE.one("alarms[].name", Types.text("a text"), "", "The rule's name, for people.");
    static final Key<String> CHANNEL =
            TABLE.one(
                    "alarms[].channel",
                    Types.text("a group's name, or a pattern with one *"),
                    "\"*\"",
                    "The groups it watches; patterns mean channels and services only.");
    static final Key<String> DESTINATION =
            TABLE.one(
                    "alarms[].destination",
                    Types.text("a domain, or a pattern with one *"),
                    "\"*\"",
                    "The domains that destination-failing watches.");
    static final Key<AlarmConfig.Level> SEVERITY =
            TABLE.one(
                    "alarms[].severity",
                    Types.choice(AlarmConfig.Level.class, AlarmConfig.Level::label),
                    "major",
                    "How bad it is.");
    static final Key<Duration> HOLD =
            TABLE.one(
                    "alarms[].hold",
                    Types.duration("PT0S", "P1D"),
                    "PT10S",
                    "How long a value must last to count.");
    static final Key<Duration> INTERVAL =
            TABLE.one(
                    "alarms[].interval",
                    Types.duration("PT0S", "P1D"),
                    "PT5M",
                    "At most one alarm of a subject is told of in so long.");
    static final Key<Integer> RECIPIENTS =
            TABLE.one(
                    "alarms[].recipients",
                    Types.count(5, Integer.MAX_VALUE),
                    "5",
                    "How many must wait for destination-failing and drain-forecast.");
    static final Key<Integer> ATTEMPTS =
            TABLE.one(
                    "alarms[].attempts",
                    Types.count(1, Integer.MAX_VALUE),
                    "20",
                    "How many there must have been for deferral-ratio.");

    /** All kinds, in the order of the sample. */
    static final List<Kind<?>> KINDS =
            List.of(
                    numbers("stored", "the number of messages stored", List.of(CHANNEL)),
                    times("oldest", "the age of the oldest message", CHANNEL, List.of()),
                    times(
                            "oldest-due",
                            "how long something could have been tried, and has not been",
                            CHANNEL,
                            List.of()),
                    times(
                            "destination-failing",
                            "how long recipients have waited with none getting through",
                            DESTINATION,
                            List.of(RECIPIENTS)),
                    times(
                            "drain-forecast",
                            "the time until a group is empty, as it has gone for 15 minutes",
                            CHANNEL,
                            List.of(RECIPIENTS)),
                    ratio(),
                    numbers(
                            "failed-associations",
                            "outbound associations that failed in 5 minutes",
                            List.of(CHANNEL)),
                    numbers(
                            "rejected-associations",
                            "inbound associations that were refused in 5 minutes",
                            List.of(CHANNEL)),
                    numbers("loop", "mail loops found in 5 minutes", List.of()),
                    sizes(),
                    days(),
                    times(
                            "collector-lost",
                            "how long nothing has been heard",
                            List.of(),
                            List.of()));

    static List<Entry> table() {
        return TABLE.lines();
    }

    private static Kind<Integer> numbers(String label, String of, List<Key<String>> scope) {
        TABLE.section("alarms[]." + label, "Raise on " + of + ".");
        return new Kind<>(
                label,
                TABLE.one(
                        path(label, "raise"),
                        Types.count(1, Integer.MAX_VALUE),
                        "",
                        "Raise at this many."),
                TABLE.one(
                        path(label, "clear"),
                        Types.count(0, Integer.MAX_VALUE),
                        "",
                        "Clear at this many."),
                Integer::longValue,
                false,
                scope,
                List.of());
    }

    private static Kind<Integer> ratio() {
        var label = "deferral-ratio";
        TABLE.section(
                "alarms[]." + label,
                "Raise on the share of a group's attempts that were put off in 5 minutes.");
        return new Kind<>(
                label,
                TABLE.one(
                        path(label, "raise"),
                        Types.count(1, 100),
                        "",
                        "Raise at this many percent."),
                TABLE.one(
                        path(label, "clear"),
                        Types.count(0, 100),
                        "",
                        "Clear at this many percent."),
                Integer::longValue,
                false,
                List.of(CHANNEL),
                List.of(ATTEMPTS));
    }

    private static Kind<Duration> times(
            String label, String of, Key<String> scope, List<Key<Integer>> least) {
        return times(label, of, List.of(scope), least);
    }

    private static Kind<Duration> times(
            String label, String of, List<Key<String>> scope, List<Key<Integer>> least) {
        return new Kind<>(
                label,
                TABLE.one(
                        "alarms[]." + label,
                        Types.duration("PT1S", "P60D"),
                        "",
                        "Raise on " + of + "."),
                TABLE.one(
                        "alarms[]." + label + "-clear",
                        Types.duration("PT0S", "P60D"),
                        "",
                        "When to clear that."),
                Duration::toSeconds,
                false,
                scope,
                least);
    }

    private static Kind<Long> sizes() {
        var label = "storage-low";
        TABLE.section("alarms[]." + label, "Raise on the room that is left in data-dir.");
        return new Kind<>(
                label,
                TABLE.one(
                        path(label, "raise"),
                        Types.size("1MB", "1024GiB"),
                        "",
                        "Raise at so much."),
                TABLE.one(
                        path(label, "clear"),
                        Types.size("1MB", "1024GiB"),
                        "",
                        "Clear at so much."),
                octets -> octets / M_OCTET,
                true,
                List.of(),
                List.of());
    }

    private static Kind<Integer> days() {
        var label = "certificate-expiring";
        TABLE.section("alarms[]." + label, "Raise on the days that a certificate is still good.");
        return new Kind<>(
                label,
                TABLE.one(path(label, "raise"), Types.count(1, 1000), "", "Raise at so many."),
                TABLE.one(path(label, "clear"), Types.count(1, 2000), "", "Clear at so many."),
                Integer::longValue,
                true,
                List.of(),
                List.of());
    }

    private static String path(String label, String name) {
        return "alarms[]." + label + "." + name;
    }
}
