package org.mailgauge.agent.alarm;

import java.time.Instant;

/** Events for the tests of the ways on which they are told. */
public final class Events {
    public static final Instant AT = Instant.parse("2026-03-01T12:00:00.250Z");

    private Events() {}

    /** One that raises where the number is odd, or else clears. */
    public static AlarmEvent event(long sequence) {
        return event(sequence, "example.org", "example.org: 31 recipients wait");
    }

    /** The same of a subject, with a text. */
    public static AlarmEvent event(long sequence, String subject, String text) {
        var about = new Subject("mailgauge", 1001, "other", 1020, subject, "greylisted");
        var alarm =
                new Alarm(
                        7,
                        AlarmKind.DESTINATION_FAILING,
                        "destination-failing",
                        Severity.MAJOR,
                        about,
                        930,
                        900,
                        300,
                        "seconds",
                        text,
                        AT,
                        0L,
                        null,
                        sequence);
        return new AlarmEvent(sequence, sequence % 2 == 1, AT, alarm);
    }
}
