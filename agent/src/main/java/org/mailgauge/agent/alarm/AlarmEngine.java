package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The alarms, as a function of what was, what is measured, and the time. Pure. */
final class AlarmEngine {
    /*
     * For each rule and subject: an alarm becomes active when the value has been at or beyond
     * raiseAt for the hold time, and ends when it has been at or within clearAt for as long.
     * Whether it is told of is decided apart: not in a maintenance window, and not sooner than the
     * rule's interval after the one before of that subject; it is made up for as soon as both are
     * over, if the alarm is still active then. The end of an alarm is told exactly when the alarm
     * was, after the window at the latest. So events of one alarm come in pairs, and each of them
     * has the next sequence number.
     */
    private final Moment now;
    private final boolean quiet;
    private final List<AlarmEvent> events = new ArrayList<>();
    private final Map<Track.Key, Track> tracks;
    private final Map<String, Integer> ruleNumbers;
    private final List<Alarm> owed;
    private long nextId;
    private long sequence;
    private long suppressed;
    private boolean changed;

    private AlarmEngine(AlarmState state, Moment now) {
        this.now = now;
        this.quiet = state.inMaintenance(now.wall());
        this.tracks = new HashMap<>(state.tracks());
        this.ruleNumbers = new HashMap<>(state.ruleNumbers());
        this.owed = new ArrayList<>(state.owed());
        this.nextId = state.nextId();
        this.sequence = state.sequence();
        this.suppressed = state.suppressed();
    }

    /**
     * What comes of it.
     *
     * @param events to be told, in this order
     * @param changed whether something is different that has to survive a restart
     */
    record Step(AlarmState next, List<AlarmEvent> events, boolean changed) {
        Step {
            events = List.copyOf(events);
        }
    }

    /** One step: to be taken about once a second. */
    static Step step(AlarmState state, List<Rule> rules, Reading.All measured, Moment now) {
        var engine = new AlarmEngine(state, now);
        engine.settleOwed();
        engine.number(rules);
        for (var rule : rules) {
            engine.apply(rule, measured);
        }
        engine.forget(rules);
        boolean over = state.maintenance() != null && !engine.quiet;
        var next =
                new AlarmState(
                        engine.nextId,
                        engine.sequence,
                        engine.suppressed,
                        over ? null : state.maintenance(),
                        engine.ruleNumbers,
                        engine.tracks,
                        engine.owed,
                        engine.recent(state));
        return new Step(next, engine.events, engine.changed || over);
    }

    private List<AlarmEvent> recent(AlarmState before) {
        if (events.isEmpty()) {
            return before.recent();
        }
        var all = new ArrayList<>(before.recent());
        all.addAll(events);
        return all;
    }

    private void settleOwed() {
        if (!quiet && !owed.isEmpty()) {
            owed.forEach(alarm -> tell(false, alarm));
            owed.clear();
        }
    }

    private void number(List<Rule> rules) {
        int last = ruleNumbers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (var rule : rules) {
            if (!ruleNumbers.containsKey(rule.name())) {
                ruleNumbers.put(rule.name(), ++last);
                changed = true;
            }
        }
    }

    private void apply(Rule rule, Reading.All measured) {
        if (!measured.known().contains(rule.kind())) {
            return;
        }
        Set<Track.Key> seen = new HashSet<>();
        for (var reading : measured.readings()) {
            if (rule.watches(reading)) {
                var key = Track.Key.of(rule.name(), reading.subject());
                seen.add(key);
                var text = AlarmText.of(rule, reading.subject(), reading.value(), reading.detail());
                look(rule, key, reading.subject(), reading.value(), text);
            }
        }
        for (var track : gone(rule, seen)) {
            var alarm = track.alarm();
            if (alarm == null) {
                settle(rule, track.since(null));
            } else {
                var text = AlarmText.gone(rule, alarm.subject());
                settle(rule, active(rule, track, alarm.now(rule.quiet(), text)));
            }
        }
    }

    /** What was measured before and is not now, in a fixed order. */
    private List<Track> gone(Rule rule, Set<Track.Key> seen) {
        return tracks.values().stream()
                .filter(track -> track.key().rule().equals(rule.name()))
                .filter(track -> !seen.contains(track.key()))
                .sorted(Comparator.comparingLong(track -> id(track.alarm())))
                .toList();
    }

    private void look(Rule rule, Track.Key key, Subject subject, long value, String text) {
        var track = tracks.getOrDefault(key, Track.fresh(key));
        var alarm = track.alarm();
        settle(
                rule,
                alarm == null
                        ? idle(rule, track, subject, value, text)
                        : active(rule, track, alarm.now(value, text)));
    }

    private void settle(Rule rule, Track track) {
        if (track.isIdle(now, rule.interval())) {
            tracks.remove(track.key());
        } else {
            tracks.put(track.key(), track);
        }
    }

    private Track idle(Rule rule, Track track, Subject subject, long value, String text) {
        var waiting = waiting(track, rule.beyond(value));
        if (!isLong(waiting, rule)) {
            return waiting;
        }
        changed = true;
        var alarm =
                new Alarm(
                        nextId++,
                        rule.kind(),
                        rule.name(),
                        rule.severity(),
                        subject,
                        value,
                        rule.raiseAt(),
                        rule.clearAt(),
                        rule.units(),
                        text,
                        now.wall(),
                        now.ticks(),
                        null,
                        0);
        return notice(rule, waiting.since(null), alarm);
    }

    private Track active(Rule rule, Track track, Alarm alarm) {
        var waiting = waiting(track, rule.within(alarm.value()));
        if (!isLong(waiting, rule)) {
            return notice(rule, waiting, alarm);
        }
        end(alarm);
        return waiting.since(null).alarm(null);
    }

    private Track waiting(Track track, boolean calls) {
        if (!calls) {
            return track.since(null);
        }
        return track.since() == null ? track.since(now.ticks()) : track;
    }

    private boolean isLong(Track track, Rule rule) {
        return track.since() != null && now.isAfter(track.since(), rule.hold());
    }

    /** Tells of an alarm, if that has not been done and may be. */
    private Track notice(Rule rule, Track track, Alarm alarm) {
        if (alarm.notified() != 0 || quiet || !track.mayTell(now, rule.interval())) {
            return track.alarm(alarm);
        }
        return track.alarm(alarm.notified(tell(true, alarm))).told(now.ticks());
    }

    private void end(Alarm alarm) {
        changed = true;
        if (alarm.notified() == 0) {
            suppressed += 2;
        } else if (quiet) {
            owed.add(alarm);
        } else {
            tell(false, alarm);
        }
    }

    private long tell(boolean raised, Alarm alarm) {
        changed = true;
        sequence++;
        events.add(new AlarmEvent(sequence, raised, now.wall(), alarm.notified(sequence)));
        return sequence;
    }

    /** Ends what no rule watches any more. */
    private void forget(List<Rule> rules) {
        var names = new HashSet<String>();
        rules.forEach(rule -> names.add(rule.name()));
        var left =
                tracks.values().stream()
                        .filter(track -> !names.contains(track.key().rule()))
                        .sorted(Comparator.comparingLong(track -> id(track.alarm())))
                        .toList();
        for (var track : left) {
            tracks.remove(track.key());
            var alarm = track.alarm();
            if (alarm != null) {
                end(alarm.now(alarm.value(), alarm.subject().shown() + ": no longer watched"));
            }
        }
    }

    private static long id(@Nullable Alarm alarm) {
        return alarm == null ? 0 : alarm.id();
    }
}
