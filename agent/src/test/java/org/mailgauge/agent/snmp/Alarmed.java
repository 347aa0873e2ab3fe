package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.Alarm;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Severity;
import org.mailgauge.agent.alarm.Subject;
import org.mailgauge.agent.alarm.Track;
import org.mailgauge.observe.MtaSnapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pictures with alarms, made by hand. */
final class Alarmed {
    static final Instant CONFIGURED = Instant.parse("2026-02-28T23:59:58.987Z");

    static final List<Rule> RULES =
            List.of(
                    rule("too much", AlarmKind.STORED, 1000, 500, "messages"),
                    rule("storage-low", AlarmKind.STORAGE_LOW, 256, 320, "M-octets"),
                    rule("up", AlarmKind.OPER_STATUS, 1, 0, "applications"));

    private Alarmed() {}

    static Rule rule(String name, AlarmKind kind, long raise, long clear, String units) {
        return new Rule(
                name,
                kind,
                "*",
                Severity.MAJOR,
                raise,
                clear,
                units,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                0);
    }

    /** Of one rule, numbered in hundreds. */
    static Alarm alarm(
            long id, Rule rule, Subject subject, long value, @Nullable Long since, boolean known) {
        return new Alarm(
                id,
                rule.kind(),
                rule.name(),
                rule.severity(),
                subject,
                value,
                rule.raiseAt(),
                rule.clearAt(),
                rule.units(),
                subject.name() + " is bad",
                Snapshots.WALL.minusSeconds(61),
                since,
                known ? new Alarm.Acknowledgement("ops", "seen", Snapshots.WALL) : null,
                known ? 77 : 0);
    }

    static AlarmState state(AlarmState.@Nullable Maintenance window, List<Alarm> alarms) {
        return new AlarmState(
                900,
                4_294_967_297L,
                11,
                window,
                Map.of("too much", 1, "storage-low", 2, "up", 5),
                alarms.stream()
                        .map(
                                alarm ->
                                        new Track(
                                                new Track.Key(
                                                        alarm.rule(),
                                                        alarm.subject().application(),
                                                        alarm.subject().name(),
                                                        alarm.subject().reason()),
                                                alarm,
                                                null,
                                                null))
                        .collect(Collectors.toMap(Track::key, track -> track)),
                List.of(),
                List.of());
    }

    /** A group, a place on disk, an application and a destination; the first is acknowledged. */
    static List<Alarm> four() {
        var name = "application 1001";
        return List.of(
                alarm(
                        301,
                        RULES.getFirst(),
                        new Subject(name, 1001, "smtp-out", 1003, "smtp-out", ""),
                        5_000_000_000L,
                        Snapshots.at(40),
                        true),
                alarm(302, RULES.get(1), whole(name, "data-dir"), 200, null, false),
                alarm(303, RULES.get(2), whole(name, name), 1, Snapshots.at(41), false),
                alarm(
                        304,
                        RULES.getFirst(),
                        new Subject(
                                name, 1001, "other", 1020, "gone.example.test", "host-unreachable"),
                        -7,
                        Snapshots.at(42),
                        false));
    }

    private static Subject whole(String application, String name) {
        return new Subject(application, 1001, "", null, name, "");
    }

    /** With four alarms, in a window that lasts 20 s longer than the snapshot is old at 100 s. */
    static Picture picture(MtaSnapshot snapshot) {
        var window = new AlarmState.Maintenance(Snapshots.WALL.plusSeconds(20), "ops", "");
        return new Picture(snapshot, state(window, four()), RULES, CONFIGURED);
    }
}
