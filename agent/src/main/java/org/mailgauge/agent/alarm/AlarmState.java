package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the engine remembers. Immutable.
 *
 * @param nextId the number of the next alarm
 * @param sequence of the last event; 0 before the first
 * @param suppressed events that were not told: of alarms that came and went too often, or in a
 *     maintenance window
 * @param maintenance the window; null when there is none, or it has ended
 * @param ruleNumbers of rules by name, kept for ever
 * @param tracks what is known of each rule and subject
 * @param owed alarms that were cleared in the window and had been told of before it
 * @param recent the last events, at most {@value #RECENT}, for ways that may have lost some of them
 *     in a restart
 */
public record AlarmState(
        long nextId,
        long sequence,
        long suppressed,
        @Nullable Maintenance maintenance,
        Map<String, Integer> ruleNumbers,
        Map<Track.Key, Track> tracks,
        List<Alarm> owed,
        List<AlarmEvent> recent) {
    static final int RECENT = 256;

    /** Nothing has happened yet. */
    public static final AlarmState EMPTY =
            new AlarmState(1, 0, 0, null, Map.of(), Map.of(), List.of(), List.of());

    public AlarmState {
        ruleNumbers = Map.copyOf(ruleNumbers);
        tracks = Map.copyOf(tracks);
        owed = List.copyOf(owed);
        recent = List.copyOf(recent.subList(Math.max(0, recent.size() - RECENT), recent.size()));
    }

    /**
     * A time in which alarms come and go without being told.
     *
     * @param until its end, by the wall clock
     * @param by who said so
     */
    public record Maintenance(Instant until, String by, String comment) {}

    /** The same whose numbers go on from another one. */
    AlarmState from(long number) {
        return new AlarmState(
                number, number, suppressed, maintenance, ruleNumbers, tracks, owed, recent);
    }

    /** The active alarms, by number. */
    public List<Alarm> active() {
        var all = new ArrayList<Alarm>();
        for (var track : tracks.values()) {
            if (track.alarm() != null) {
                all.add(track.alarm());
            }
        }
        all.sort(Comparator.comparingLong(Alarm::id));
        return all;
    }

    /** An active alarm. */
    public Optional<Alarm> alarm(long id) {
        return active().stream().filter(alarm -> alarm.id() == id).findFirst();
    }

    /** Whether a window lasts. */
    public boolean inMaintenance(Instant now) {
        return maintenance != null && now.isBefore(maintenance.until());
    }

    /** The same after two events more, of an alarm of its own that tests the ways. */
    AlarmState tested(List<AlarmEvent> pair) {
        var all = new ArrayList<>(recent);
        all.addAll(pair);
        return new AlarmState(
                nextId + 1,
                sequence + pair.size(),
                suppressed,
                maintenance,
                ruleNumbers,
                tracks,
                owed,
                all);
    }

    /** The same with a window, or with none. */
    AlarmState maintenance(@Nullable Maintenance window) {
        return new AlarmState(
                nextId, sequence, suppressed, window, ruleNumbers, tracks, owed, recent);
    }

    /** The same with an alarm that is known; unchanged when there is none of that number. */
    AlarmState acknowledge(long id, Alarm.Acknowledgement by) {
        var changed = new HashMap<>(tracks);
        changed.replaceAll((_, track) -> track.acknowledge(id, by));
        return new AlarmState(
                nextId, sequence, suppressed, maintenance, ruleNumbers, changed, owed, recent);
    }
}
