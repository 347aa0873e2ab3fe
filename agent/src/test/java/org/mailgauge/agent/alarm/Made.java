package org.mailgauge.agent.alarm;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** A source of one value that the test sets: messages stored in one group. */
public final class Made implements AlarmSource {
    public static final String APPLICATION = "application 1001";
    public static final int GROUP = 1003;

    private volatile long value;

    /** Raised at 10, cleared at 5. */
    public Rule rule() {
        return new Rule(
                "made",
                AlarmKind.STORED,
                "made",
                Severity.MAJOR,
                10,
                5,
                "messages",
                Duration.ZERO,
                Duration.ZERO,
                0);
    }

    public void value(long now) {
        value = now;
    }

    @Override
    public Reading.All read(Moment now) {
        var subject = new Subject(APPLICATION, 1001, "smtp-out", GROUP, "made", "");
        return new Reading.All(
                EnumSet.of(AlarmKind.STORED),
                List.of(Reading.of(AlarmKind.STORED, subject, value)));
    }
}
