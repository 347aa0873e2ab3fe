package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * An active alarm.
 *
 * @param id rising, and never given to another one, over restarts too
 * @param rule the name of the rule that raised it
 * @param value now
 * @param units of value and thresholds
 * @param text a sentence for people
 * @param raised when, by the wall clock
 * @param sinceTicks when, on the ticker; null when that was in an earlier run
 * @param acknowledged who has said that it is known; null before
 * @param notified the sequence number of the event that told of it; 0 when none did
 */
public record Alarm(
        long id,
        AlarmKind kind,
        String rule,
        Severity severity,
        Subject subject,
        long value,
        long raiseAt,
        long clearAt,
        String units,
        String text,
        Instant raised,
        @Nullable Long sinceTicks,
        @Nullable Acknowledgement acknowledged,
        long notified) {

    /** That an alarm is known. */
    public record Acknowledgement(String by, String comment, Instant at) {}

    /** The same with the value and text of now. */
    Alarm now(long newValue, String newText) {
        return new Alarm(
                id,
                kind,
                rule,
                severity,
                subject,
                newValue,
                raiseAt,
                clearAt,
                units,
                newText,
                raised,
                sinceTicks,
                acknowledged,
                notified);
    }

    /** The same, told of. */
    Alarm notified(long sequence) {
        return new Alarm(
                id,
                kind,
                rule,
                severity,
                subject,
                value,
                raiseAt,
                clearAt,
                units,
                text,
                raised,
                sinceTicks,
                acknowledged,
                sequence);
    }

    /** The same, known. */
    Alarm acknowledged(Acknowledgement by) {
        return new Alarm(
                id,
                kind,
                rule,
                severity,
                subject,
                value,
                raiseAt,
                clearAt,
                units,
                text,
                raised,
                sinceTicks,
                by,
                notified);
    }
}
