package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.LatencyStage;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.observe.Stock;
import org.mailgauge.smtp.SmtpReply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Snapshots built by hand. */
final class Snapshots {
    /** When the agent starts, on the ticker: an odd number, below zero as a real one may be. */
    static final long START = -7_000_000_123L;

    static final Instant WALL = Instant.parse("2026-03-01T12:00:00Z");

    private Snapshots() {}

    /** A point in time some seconds after the agent's start. */
    static long at(double seconds) {
        return START + (long) (seconds * 1e9);
    }

    static MtaSnapshot of(long sequence, List<MtaSnapshot.Application> applications) {
        return of(sequence, applications, Map.of());
    }

    static MtaSnapshot of(
            long sequence, List<MtaSnapshot.Application> applications, Map<String, Double> health) {
        return new MtaSnapshot(
                sequence,
                WALL,
                at(100),
                applications,
                health,
                List.of(),
                health.isEmpty() ? List.of() : LISTENERS,
                health.isEmpty() ? List.of() : COLLECTORS);
    }

    private static final List<Collector> COLLECTORS =
            List.of(
                    new Collector(
                            1001,
                            1,
                            "log",
                            "/var/log/mail.log",
                            Collector.Condition.RUNNING,
                            at(98),
                            at(95),
                            1_000_000_000_007L,
                            8,
                            3,
                            992,
                            "",
                            null,
                            Map.of()),
                    new Collector(
                            1001,
                            2,
                            "queue",
                            "/var/spool/postfix",
                            Collector.Condition.LOST,
                            null,
                            null,
                            0,
                            0,
                            0,
                            null,
                            "no right to read /var/spool/postfix/deferred",
                            null,
                            Map.of()));

    private static final List<Listener> LISTENERS =
            List.of(
                    new Listener(1001, 1, "smtp", "127.0.0.1:25", Listener.Condition.UP, 4, 3),
                    new Listener(
                            1001,
                            13,
                            "lmtp-socket",
                            "unix:/run/lmtp",
                            Listener.Condition.DOWN,
                            0,
                            0));

    /** The machinery: every number of it. */
    static final Map<String, Double> HEALTH =
            Map.ofEntries(
                    Map.entry("journal_failed", 0.0),
                    Map.entry("journal_congested", 0.0),
                    Map.entry("journal_groups_total", 9_007_199_254_740_991.0),
                    Map.entry("journal_group_records_total", 20.0),
                    Map.entry("journal_group_octets_total", 30.0),
                    Map.entry("journal_flush_seconds_total", 1.500_000_6),
                    Map.entry("journal_flush_longest_seconds", 0.0025),
                    Map.entry("journal_failures_total", 1.0),
                    Map.entry("journal_damage_total", 2.0),
                    Map.entry("journal_quarantined_total", 3.0),
                    Map.entry("journal_refused_total", 4.0),
                    Map.entry("journal_survivors_total", 5.0),
                    Map.entry("journal_segments", 6.0),
                    Map.entry("journal_spare_segments", 7.0),
                    Map.entry("journal_live_messages", 8.0),
                    Map.entry("journal_live_ratio", 2.0 / 3),
                    Map.entry("journal_oldest_segment_age_seconds", 1.5),
                    Map.entry("journal_body_files", 9.0),
                    Map.entry("journal_queue_records", 10.0),
                    Map.entry("journal_queue_octets", 1999.0),
                    Map.entry("disk_free_bytes", 199_999_999.0),
                    Map.entry("disk_reserve_bytes", 64_000_000.0),
                    Map.entry("alarm_informs_waiting", 3.0),
                    Map.entry("alarm_informs_dropped_total", 4.0),
                    Map.entry("disk_free_inodes", 5000.0),
                    Map.entry("disk_reserve_inodes", 1000.0),
                    Map.entry("inbound_connections", 3.0),
                    Map.entry("inbound_connections_most", 1000.0),
                    Map.entry("inbound_addresses", 2.0),
                    Map.entry("inbound_connections_refused_total", 12.0),
                    Map.entry("content_buffers_lent", 1.0),
                    Map.entry("content_buffers_most", 64.0),
                    Map.entry("content_buffers_exhausted_total", 13.0),
                    Map.entry("ack_lost_total", 2.0));

    /** Holds the snapshot that is current. */
    static final class Holder implements SnapshotSource {
        volatile MtaSnapshot snapshot;

        Holder(MtaSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public MtaSnapshot current() {
            return snapshot;
        }

        @Override
        public MtaSnapshot fresh() {
            return snapshot;
        }
    }

    static MtaSnapshot.Application application(
            int index, List<Association> associations, MtaSnapshot.@Nullable Mta mta) {
        return new MtaSnapshot.Application(
                index,
                "application " + index,
                "1.2.3",
                "An application",
                "http://127.0.0.1:8025/",
                at(-30),
                MtaEvent.OperStatus.CONGESTED,
                at(20.5),
                index == 1001 ? 3 : 0,
                0,
                50,
                60,
                at(90.25),
                null,
                7,
                8,
                associations,
                mta);
    }

    static MtaSnapshot.Mta mta(long n, List<MtaSnapshot.GroupRow> groups) {
        var some = groups.isEmpty() ? null : groups.get(Math.min(1, groups.size() - 1)).group();
        return new MtaSnapshot.Mta(
                n,
                n * 1000 + 999,
                n * 2,
                new Stock.Level(n, n, n * 1000, WALL, at(10), "<oldest@x>", at(130), at(75)),
                n + 1,
                5_999,
                n + 2,
                11,
                12,
                13,
                new MtaSnapshot.Books(1, 2, 4, 8, 16L, 32, 64, 128, 256, 512, 1024, 2048, 4096),
                groups,
                List.of(),
                some == null ? List.of() : states(some, n),
                some == null ? null : destinations(some, n),
                some == null ? List.of() : deferrals(some, n),
                some == null ? List.of() : latencies(some, n),
                some == null
                        ? List.of()
                        : List.of(
                                new MtaSnapshot.DrainRow(
                                        some, new Drain(at(400), at(300), at(700)))));
    }

    private static List<StateLevel> states(MtaGroup channel, long n) {
        return List.of(
                new StateLevel(
                        channel,
                        Groups.QueueState.READY,
                        0,
                        0,
                        0,
                        null,
                        null,
                        List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L)),
                new StateLevel(
                        channel,
                        Groups.QueueState.DEFERRED,
                        n,
                        n,
                        n * 1000,
                        at(10),
                        at(130),
                        List.of(n, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L)));
    }

    private static Destinations destinations(MtaGroup group, long n) {
        return new Destinations(
                1,
                100,
                List.of(
                        new Destinations.Row(
                                "example.test",
                                group,
                                new Destinations.Route(
                                        group,
                                        "smtp:[192.0.2.25]:25",
                                        Destinations.Way.BACKING_OFF,
                                        2,
                                        5),
                                n,
                                n,
                                n * 1000,
                                0,
                                at(10),
                                at(75),
                                at(130),
                                at(40),
                                new Destinations.Trouble(
                                        SmtpReply.of(451, 4, 1, "no answer"),
                                        "host-unreachable",
                                        at(90)),
                                new Drain(at(400), at(300), at(700)))));
    }

    private static List<MtaSnapshot.DeferralRow> deferrals(MtaGroup group, long n) {
        return List.of(
                new MtaSnapshot.DeferralRow(group, ReplyClass.GREYLISTED, n * 1_000_000_000L, n),
                new MtaSnapshot.DeferralRow(group, ReplyClass.OTHER, n + 1, 0L));
    }

    private static List<MtaSnapshot.LatencyRow> latencies(MtaGroup group, long n) {
        var recent = new MtaSnapshot.Recent(1_000_001, 90_000_000, 99_000_000, 100_000_001);
        return List.of(
                new MtaSnapshot.LatencyRow(
                        group,
                        LatencyStage.PASSING,
                        new MtaSnapshot.Latency(n, n * 1_999_999, recent)),
                new MtaSnapshot.LatencyRow(
                        group, LatencyStage.WAITING, new MtaSnapshot.Latency(n, 0, null)));
    }

    static MtaGroup group(int index, MtaGroup.Kind kind, String name) {
        return new MtaGroup(
                index,
                kind,
                name,
                "Group " + name,
                kind == MtaGroup.Kind.OUTBOUND || kind == MtaGroup.Kind.INBOUND ? 25 : 0,
                at(-5));
    }

    /** An inbound group: nothing stored, nothing transmitted. */
    @SuppressWarnings(
            "NullAway") // it does not see that a nested type from a class file may be null
    static MtaSnapshot.GroupRow inbound(
            int index, String name, List<MtaSnapshot.ErrorRow> errors, List<Integer> associations) {
        return new MtaSnapshot.GroupRow(
                group(index, MtaGroup.Kind.INBOUND, name),
                100L,
                123_456L,
                150L,
                9L,
                null,
                null,
                null,
                null,
                0L,
                null,
                77L,
                null,
                at(95),
                null,
                null,
                5L,
                null,
                "421 4.7.0 too many connections",
                null,
                null,
                null,
                0L,
                null,
                null,
                null,
                errors,
                associations);
    }

    /** A group that holds mail. */
    static MtaSnapshot.GroupRow holding(
            int index, MtaGroup.Kind kind, String name, long n, Stock.Level stored) {
        return new MtaSnapshot.GroupRow(
                group(index, kind, name),
                n,
                n * 1000,
                n,
                0L,
                stored,
                n,
                n * 1000 + 1,
                n,
                null,
                0L,
                null,
                n,
                null,
                at(80),
                at(85),
                null,
                n,
                null,
                "connection refused",
                0L,
                0L,
                0L,
                0L,
                0L,
                kind == MtaGroup.Kind.STATE ? null : Boolean.valueOf(kind == MtaGroup.Kind.LOCAL),
                List.of(new MtaSnapshot.ErrorRow(4004001, 4, 5, 6)),
                List.of());
    }

    static Stock.Level level(long n) {
        return new Stock.Level(n, n, n * 1000, WALL, at(10), "<oldest@x>", at(130), at(75));
    }

    /** Two applications, the first an MTA with one group of each kind: every column has a cell. */
    static MtaSnapshot full() {
        var smtpIn =
                inbound(
                        1001,
                        "smtp-in",
                        List.of(
                                new MtaSnapshot.ErrorRow(4007000, 1, 0, 0),
                                new MtaSnapshot.ErrorRow(5001001, 4, 0, 0)),
                        List.of(1, 7));
        var groups =
                List.of(
                        smtpIn,
                        holding(1003, MtaGroup.Kind.OUTBOUND, "smtp-out", 5, level(5)),
                        holding(1004, MtaGroup.Kind.LOCAL, "hold", 0, Stock.Level.EMPTY),
                        holding(1010, MtaGroup.Kind.STATE, "deferred", 5, level(5)),
                        holding(
                                Integer.MAX_VALUE,
                                MtaGroup.Kind.DESTINATION,
                                "example.test",
                                5,
                                level(5)));
        var associations =
                List.of(
                        new Association(1, smtpIn.group(), true, false, "192.0.2.1", 25, at(50)),
                        new Association(7, smtpIn.group(), true, true, "192.0.2.7", 587, at(-1)),
                        new Association(
                                9,
                                groups.get(1).group(),
                                false,
                                false,
                                "mx.example.test",
                                25,
                                at(60)));
        return of(
                1,
                List.of(
                        application(1001, associations, mta(5, groups)),
                        application(1002, List.of(), null)),
                HEALTH);
    }

    /** An application with many associations. */
    static MtaSnapshot crowded(int count) {
        var group = group(1001, MtaGroup.Kind.INBOUND, "smtp-in");
        var associations = new ArrayList<Association>(count);
        for (int id = 1; id <= count; id++) {
            associations.add(new Association(id, group, true, false, "192.0.2.9", 25, at(id)));
        }
        return of(1, List.of(application(1001, associations, null)));
    }

    /** Four queue states with levels of chance, whose sum is what the MTA holds. */
    static MtaSnapshot inStates(long sequence, Random random) {
        var groups = new ArrayList<MtaSnapshot.GroupRow>();
        long messages = 0;
        long recipients = 0;
        for (int i = 0; i < 4; i++) {
            long some = random.nextInt(10_000);
            long more = some + random.nextInt(10_000);
            messages += some;
            recipients += more;
            var level = new Stock.Level(some, more, some * 1000, WALL, at(10), null, null);
            groups.add(holding(1001 + i, MtaGroup.Kind.STATE, "state " + i, 1, level));
        }
        var none = mta(0, List.of());
        var stored = new Stock.Level(messages, recipients, 0, WALL, at(10), null, null);
        var mta = new MtaSnapshot.Mta(0, 0, 0, stored, 0, 0, 0, 0, 0, 0, none.ownBooks(), groups);
        return of(sequence, List.of(application(1001, List.of(), mta)));
    }

    /** A snapshot whose every counted value is the same number, to catch mixtures. */
    static MtaSnapshot uniform(long n) {
        var groups = new ArrayList<MtaSnapshot.GroupRow>();
        for (int i = 0; i < 20; i++) {
            groups.add(
                    holding(
                            1001 + i,
                            MtaGroup.Kind.DESTINATION,
                            "d" + i + ".example.test",
                            n,
                            level(n)));
        }
        return of(n, List.of(application(1001, List.of(), mta(n, groups))));
    }
}
