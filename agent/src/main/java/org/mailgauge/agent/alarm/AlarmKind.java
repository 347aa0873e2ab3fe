package org.mailgauge.agent.alarm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an alarm is about (MailgaugeKindOfAlarm). */
public enum AlarmKind {
    /** Messages stored in a group. */
    STORED(1, "messages", false),
    /** Age of the oldest message of a group. */
    OLDEST(2, "seconds", false),
    /** How long something in a group could have been tried, and has not been. */
    OLDEST_DUE(3, "seconds", false),
    /** How long recipients have waited for a destination without one getting through. */
    DESTINATION_FAILING(4, "seconds", false),
    /** How long it is until a group is empty, as it goes now. */
    DRAIN_FORECAST(5, "seconds", false),
    /** Share of a group's attempts that are put off, by class of reasons. */
    DEFERRAL_RATIO(6, "percent", false),
    /** Outbound associations of a group that failed lately. */
    FAILED_ASSOCIATIONS(7, "events", false),
    /** Inbound associations of a group that were refused lately. */
    REJECTED_ASSOCIATIONS(8, "events", false),
    /** Mail loops that were found lately. */
    LOOP(9, "events", false),
    /** Room that is left on a disk. */
    STORAGE_LOW(10, "M-octets", true),
    /** How long a certificate is still good. */
    CERTIFICATE_EXPIRING(11, "days", true),
    /** How long nothing has been heard of an application. */
    COLLECTOR_LOST(12, "seconds", false),
    /** 1 while an application is not up, else 0. */
    OPER_STATUS(13, "applications", false),
    /** Clients that failed to prove lately who they are. */
    AUTHENTICATION_FAILURES(14, "events", false),
    /** Failures and damage of the journal lately. */
    JOURNAL(15, "events", false),
    /** Recipients that the books do not account for. */
    IMBALANCE(16, "recipients", false),
    /** Somebody tests the way of the notifications. */
    TEST(17, "events", false);

    private final int number;
    private final String units;
    private final boolean falling;

    AlarmKind(int number, String units, boolean falling) {
        this.number = number;
        this.units = units;
        this.falling = falling;
    }

    /** As in MAILGAUGE-MIB. */
    public int number() {
        return number;
    }

    /** The units of its values and thresholds, unless the rule says otherwise. */
    public String units() {
        return units;
    }

    /** Whether small values are bad ones. */
    public boolean falling() {
        return falling;
    }

    /** As in the API and the metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of a label; empty for an unknown one. */
    public static Optional<AlarmKind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }
}
