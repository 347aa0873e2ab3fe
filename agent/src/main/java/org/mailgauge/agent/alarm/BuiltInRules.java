package org.mailgauge.agent.alarm;

import java.time.Duration;
import java.util.List;

/** The alarms that there are without any configuration. */
final class BuiltInRules {
    /** Ages tell themselves how long something lasts; this covers the first moments of a start. */
    static final Duration HOLD = Duration.ofSeconds(10);

    static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofSeconds(30);
    private static final long LATE = Duration.ofMinutes(15).toSeconds();
    private static final long WAITING = 5;

    /** Seconds for which a source may be away: a log is turned over, a service restarted. */
    private static final long UNHEARD = 60;

    /** Refused logins in five minutes that no user makes by mistake. */
    private static final long GUESSES = 100;

    private static final long M_OCTET = 1_000_000;

    private BuiltInRules() {}

    /**
     * All of them.
     *
     * @param reserveOctets what is kept free for delivery, below which mail is refused
     * @param reserveInodes the same in inodes
     */
    static List<Rule> of(long reserveOctets, long reserveInodes) {
        long room = Math.max(1, reserveOctets / M_OCTET);
        long files = Math.max(1, reserveInodes);
        return List.of(
                rule(AlarmKind.DESTINATION_FAILING, "*", Severity.MAJOR, LATE, LATE / 3, WAITING),
                rule(AlarmKind.OLDEST_DUE, "*", Severity.MAJOR, LATE, LATE / 3, 0),
                rule(AlarmKind.STORAGE_LOW, "*", Severity.MAJOR, 4 * room, 5 * room, 0),
                new Rule(
                        "storage-low inodes",
                        AlarmKind.STORAGE_LOW,
                        SnapshotReadings.INODES,
                        Severity.MAJOR,
                        4 * files,
                        5 * files,
                        "inodes",
                        HOLD,
                        INTERVAL,
                        0),
                new Rule(
                        AlarmKind.OPER_STATUS.label(),
                        AlarmKind.OPER_STATUS,
                        "*",
                        Severity.CRITICAL,
                        1,
                        0,
                        AlarmKind.OPER_STATUS.units(),
                        START,
                        INTERVAL,
                        0),
                rule(AlarmKind.COLLECTOR_LOST, "*", Severity.MAJOR, UNHEARD, 0, 0),
                rule(AlarmKind.CERTIFICATE_EXPIRING, "*", Severity.MAJOR, 14, 21, 0),
                rule(
                        AlarmKind.AUTHENTICATION_FAILURES,
                        "*",
                        Severity.WARNING,
                        GUESSES,
                        GUESSES / 5,
                        0),
                rule(AlarmKind.JOURNAL, "*", Severity.CRITICAL, 1, 0, 0),
                rule(AlarmKind.IMBALANCE, "*", Severity.WARNING, 1, 0, 0));
    }

    private static Rule rule(
            AlarmKind kind, String scope, Severity severity, long raise, long clear, long least) {
        return new Rule(
                kind.label(),
                kind,
                scope,
                severity,
                raise,
                clear,
                kind.units(),
                HOLD,
                INTERVAL,
                least);
    }
}
