package org.mailgauge.agent.alarm;

import java.util.Locale;

/** How bad an alarm is (MailgaugeSeverity); later ones are worse. */
public enum Severity {
    /** It is over: of the event that clears an alarm only. */
    CLEARED(1),
    /** Look at it some time. */
    WARNING(2),
    /** Mail is late, or soon will be. */
    MAJOR(3),
    /** Mail stands still, is refused or at risk. */
    CRITICAL(4);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    /** As in the configuration, the API and the metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As in MAILGAUGE-MIB. */
    public int number() {
        return number;
    }
}
