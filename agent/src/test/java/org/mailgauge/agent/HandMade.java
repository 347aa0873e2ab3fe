package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Distribution;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.observe.Stock;
import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Snapshots and clocks made by hand, for the tests of the views. */
public final class HandMade {
    public static final Instant WALL = Instant.parse("2026-03-01T12:00:00Z");

    /** The moment on the ticker at which snapshots are taken and read. */
    public static final long NOW = 5_000_000_000_000L;

    private HandMade() {}

    /** That many seconds before {@link #NOW}. */
    public static long ago(double seconds) {
        return NOW - (long) (seconds * 1e9);
    }

    /** A clock that stands. */
    public static Time time() {
        return new Time() {
            @Override
            public Instant wall() {
                return WALL;
            }

            @Override
            public long ticks() {
                return NOW;
            }

            @Override
            public Timer after(Duration delay, Runnable task) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void sleep(Duration time) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** A source whose current snapshot can be set; a fresh one is the next of the sequence. */
    public static final class Source implements SnapshotSource {
        private volatile MtaSnapshot snapshot;

        public Source(MtaSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public MtaSnapshot current() {
            return snapshot;
        }

        @Override
        public MtaSnapshot fresh() {
            var old = snapshot;
            snapshot =
                    new MtaSnapshot(
                            old.sequence() + 1,
                            old.takenAt(),
                            old.takenTicks(),
                            old.applications(),
                            old.health());
            return snapshot;
        }
    }

    /** A snapshot in which every number is another one; {@code name} is put around every name. */
    public static MtaSnapshot busy(UnaryOperator<String> name) {
        var out = group(1003, MtaGroup.Kind.OUTBOUND, name.apply("smtp-out"));
        var in = group(1001, MtaGroup.Kind.INBOUND, name.apply("smtp-in"));
        var groups =
                List.of(
                        inbound(in),
                        holding(out, 40, level(7), name.apply("451 4.7.1 come back later")),
                        holding(
                                group(1004, MtaGroup.Kind.LOCAL, name.apply("hold")),
                                50,
                                Stock.Level.EMPTY,
                                null),
                        state(group(1010, MtaGroup.Kind.STATE, name.apply("deferred")), level(7)),
                        holding(
                                group(1020, MtaGroup.Kind.DESTINATION, name.apply("b.test")),
                                60,
                                level(5),
                                name.apply("no route")));
        var mta =
                new MtaSnapshot.Mta(
                        101,
                        102_345,
                        103,
                        level(7),
                        104,
                        105_678,
                        106,
                        107,
                        108,
                        109,
                        new MtaSnapshot.Books(0, 103, 4, 0, 8L, 90, 1, 2, 3, 1, 1, 1, 0),
                        groups,
                        List.of(),
                        List.of(),
                        new Destinations(1, 9, List.of(destination(name.apply("b.test"), out))),
                        deferrals(out, groups.getLast().group()),
                        latencies(in, out),
                        List.of(
                                new MtaSnapshot.DrainRow(out, drain(600, 1800.0)),
                                new MtaSnapshot.DrainRow(
                                        groups.getLast().group(), drain(700, null))));
        var associations =
                List.of(
                        new Association(1, in, true, false, name.apply("192.0.2.1"), 25, ago(50)),
                        new Association(9, out, false, false, name.apply("mx.b.test"), 25, ago(3)));
        return snapshot(7_001, application(1001, name.apply("mailgauge"), associations, mta));
    }

    /** One that is surely not over before half of the seconds. */
    private static Drain drain(double seconds, @Nullable Double latest) {
        return new Drain(ago(-seconds), ago(-seconds / 2), latest == null ? null : ago(-latest));
    }

    private static Destinations.Row destination(String name, MtaGroup channel) {
        return new Destinations.Row(
                name,
                group(1020, MtaGroup.Kind.DESTINATION, name),
                new Destinations.Route(channel, "mx", Destinations.Way.OPEN, 1, 2),
                5,
                6,
                5001L,
                3,
                ago(90.5),
                null,
                null,
                null,
                null,
                drain(650, 1950.0));
    }

    private static List<MtaSnapshot.DeferralRow> deferrals(MtaGroup channel, MtaGroup destination) {
        return List.of(
                new MtaSnapshot.DeferralRow(channel, ReplyClass.GREYLISTED, 48, 3L),
                new MtaSnapshot.DeferralRow(channel, ReplyClass.OTHER, 1, 0L),
                new MtaSnapshot.DeferralRow(destination, ReplyClass.GREYLISTED, 69, 2L));
    }

    /** One stage with nothing within the last five minutes, and two with some. */
    private static List<MtaSnapshot.LatencyRow> latencies(MtaGroup in, MtaGroup out) {
        var recent = new MtaSnapshot.Recent(12_000_001, 34_000_000, 56_000_000, 78_500_000);
        return List.of(
                new MtaSnapshot.LatencyRow(
                        in,
                        LatencyStage.ACCEPTING,
                        new MtaSnapshot.Latency(11, 123_456_789, recent)),
                new MtaSnapshot.LatencyRow(
                        out,
                        LatencyStage.PASSING,
                        new MtaSnapshot.Latency(43, 9_876_543_210L, recent)),
                new MtaSnapshot.LatencyRow(
                        out, LatencyStage.WAITING, new MtaSnapshot.Latency(2, 3_000_000, null)));
    }

    /** The same without any mail in it, and without anything that never happened. */
    public static MtaSnapshot idle() {
        var out = group(1003, MtaGroup.Kind.OUTBOUND, "smtp-out");
        var mta =
                new MtaSnapshot.Mta(
                        0,
                        0,
                        0,
                        Stock.Level.EMPTY,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        new MtaSnapshot.Books(0, 0, 0, 0, 0L, 0, 0, 0, 0, 0, 0, 0, 0),
                        List.of(holding(out, 0, Stock.Level.EMPTY, "never")));
        return snapshot(7_002, application(1001, "mailgauge", List.of(), mta));
    }

    /** 7 flushes: 2 within 1 ms, 4 more within 5 ms, 1 slower. */
    public static final Distribution FLUSHES =
            new Distribution(
                    "journal_flush_duration_seconds",
                    List.of(0.001, 0.005),
                    List.of(2L, 4L, 1L),
                    0.125);

    /** 4 commands: 1 within 1 ms, 2 more within 5 ms, 1 slower. */
    public static final Distribution FETCHES =
            new Distribution(
                    "imap_command_duration_seconds",
                    new Distribution.Label("command", "fetch"),
                    List.of(0.001, 0.005),
                    List.of(1L, 2L, 1L),
                    0.25);

    private static final Distribution SELECTS =
            new Distribution(
                    "imap_command_duration_seconds",
                    new Distribution.Label("command", "select"),
                    List.of(0.001, 0.005),
                    List.of(0L, 0L, 1L),
                    0.5);

    private static MtaSnapshot snapshot(long sequence, MtaSnapshot.Application application) {
        return new MtaSnapshot(
                sequence,
                WALL,
                NOW,
                List.of(application, pop3()),
                Map.of("journal_segments", 3.0, "journal_commits_total", 12_345_678_901.0),
                List.of(FLUSHES, FETCHES, SELECTS),
                List.of(),
                List.of(
                        new Collector(
                                application.index(),
                                1,
                                "log",
                                "/var/log/mail.log",
                                Collector.Condition.RUNNING,
                                ago(401),
                                ago(402),
                                403,
                                404,
                                405,
                                406,
                                "",
                                407L,
                                Map.of("sasl_failures", 408L))));
    }

    private static MtaSnapshot.Application application(
            int index, String name, List<Association> associations, MtaSnapshot.Mta mta) {
        return new MtaSnapshot.Application(
                index,
                name,
                "1.2.3",
                "An MTA",
                "",
                ago(3600),
                MtaEvent.OperStatus.UP,
                ago(3599),
                2,
                3,
                201,
                202,
                ago(5),
                associations.isEmpty() ? null : ago(6),
                203,
                204,
                associations,
                mta);
    }

    /** A service without a queue, one association of which is open. */
    public static MtaSnapshot.Application pop3() {
        var logins = new EnumMap<LoginResult, Long>(LoginResult.class);
        for (var result : LoginResult.values()) {
            logins.put(result, 500L + logins.size());
        }
        return new MtaSnapshot.Application(
                1002,
                "pop3",
                "1.2.3",
                "POP3",
                "",
                ago(3600),
                MtaEvent.OperStatus.UP,
                ago(3599),
                1,
                0L,
                301,
                0,
                ago(7),
                null,
                303,
                0,
                List.of(new Association(77, null, true, true, "192.0.2.7", 110, ago(9))),
                null,
                new MtaSnapshot.Access(logins, 401, 402_000, 405, 406_000, 403, 404_000));
    }

    private static MtaGroup group(int index, MtaGroup.Kind kind, String name) {
        boolean protocol = kind == MtaGroup.Kind.OUTBOUND || kind == MtaGroup.Kind.INBOUND;
        return new MtaGroup(index, kind, name, "Group " + name, protocol ? 25 : 0, ago(3600));
    }

    private static Stock.Level level(long n) {
        return new Stock.Level(
                n, n + 1, n * 1000 + 1, WALL, ago(90.5), "<oldest@x>", NOW + 30_000_000_000L);
    }

    private static MtaSnapshot.GroupRow inbound(MtaGroup group) {
        return row(
                group,
                new Long[] {11L, 12_345L, 13L, 14L},
                null,
                new Long[3],
                new Long[] {1L, null, 16L, null, ago(17), null, null, 18L, null},
                new String[] {"421 4.7.0 too many connections", null},
                new Long[] {null, null, 19L, null, null},
                List.of(new MtaSnapshot.ErrorRow(5_001_001, 21, 0, 0)));
    }

    private static MtaSnapshot.GroupRow holding(
            MtaGroup group, long n, Stock.Level stored, @Nullable String failure) {
        boolean wire = group.kind() != MtaGroup.Kind.LOCAL;
        boolean idle = n == 0;
        return row(
                group,
                new Long[] {n, n * 1000 + 7, n + 1, null},
                stored,
                new Long[] {n + 2, n * 1000 + 8, n + 3},
                wire
                        ? new Long[] {
                            null,
                            1L,
                            null,
                            n + 4,
                            null,
                            idle ? null : ago(8),
                            idle ? null : ago(9),
                            null,
                            n + 5
                        }
                        : new Long[9],
                new String[] {null, wire ? failure : null},
                new Long[] {n + 6, n + 7, n + 8, n + 9, 0L},
                idle ? List.of() : List.of(new MtaSnapshot.ErrorRow(4_004_001, 0, n, n + 1)));
    }

    private static MtaSnapshot.GroupRow state(MtaGroup group, Stock.Level stored) {
        return row(
                group,
                new Long[4],
                stored,
                new Long[3],
                new Long[9],
                new String[2],
                new Long[5],
                List.of());
    }

    /** In the order of the record; arrays that hold nothing stand for columns that are absent. */
    @SuppressWarnings("NullAway") // the arrays hold nulls on purpose
    private static MtaSnapshot.GroupRow row(
            MtaGroup group,
            Long[] received,
            Stock.@Nullable Level stored,
            Long[] transmitted,
            Long[] associations,
            String[] reasons,
            Long[] others,
            List<MtaSnapshot.ErrorRow> errors) {
        return new MtaSnapshot.GroupRow(
                group,
                received[0],
                received[1],
                received[2],
                received[3],
                stored,
                transmitted[0],
                transmitted[1],
                transmitted[2],
                associations[0],
                associations[1],
                associations[2],
                associations[3],
                associations[4],
                associations[5],
                associations[6],
                associations[7],
                associations[8],
                reasons[0],
                reasons[1],
                others[0],
                others[1],
                others[2],
                others[3],
                others[4],
                null,
                errors,
                new ArrayList<>());
    }
}
