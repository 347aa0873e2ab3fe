package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What is known of one rule and one subject. Stamps are on the ticker.
 *
 * @param alarm that is active; null when none is
 * @param since since when the value has called for a change: an alarm, or its end; null when it
 *     does not
 * @param told when an alarm was told of last; null when never in this run
 */
public record Track(Key key, @Nullable Alarm alarm, @Nullable Long since, @Nullable Long told) {

    /** What a track is of: the group of a destination may change, and its alarm goes on. */
    public record Key(String rule, String application, String name, String reason) {
        static Key of(String rule, Subject subject) {
            return new Key(rule, subject.application(), subject.name(), subject.reason());
        }
    }

    static Track fresh(Key key) {
        return new Track(key, null, null, null);
    }

    Track alarm(@Nullable Alarm now) {
        return new Track(key, now, since, told);
    }

    Track since(@Nullable Long when) {
        return new Track(key, alarm, when, told);
    }

    Track told(long when) {
        return new Track(key, alarm, since, when);
    }

    Track acknowledge(long id, Alarm.Acknowledgement by) {
        return alarm == null || alarm.id() != id ? this : alarm(alarm.acknowledged(by));
    }

    /** Whether so long has passed since an alarm was told of. */
    boolean mayTell(Moment now, Duration interval) {
        return told == null || now.isAfter(told, interval);
    }

    /** Whether there is nothing to remember. */
    boolean isIdle(Moment now, Duration interval) {
        return alarm == null && since == null && mayTell(now, interval);
    }
}
