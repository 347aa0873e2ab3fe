package org.mailgauge.observe;

import java.util.Locale;

/** What is timed of the way through a channel (mailgaugeLatencyStage). */
public enum LatencyStage {
    /** From the end of the content to our answer, in groups that take mail in. */
    ACCEPTING(1),
    /** From our answer to when a recipient is relayed or delivered, with all tries. */
    PASSING(2),
    /** From when a recipient is due to when its attempt begins. */
    WAITING(3),
    /** From when we begin to connect to the greeting. */
    CONNECTING(4),
    /** From MAIL to the last reply. */
    TRANSACTION(5);

    private final int number;

    LatencyStage(int number) {
        this.number = number;
    }

    /** As in MAILGAUGE-MIB. */
    public int number() {
        return number;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
