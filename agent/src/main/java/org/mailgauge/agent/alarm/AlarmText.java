package org.mailgauge.agent.alarm;

import org.mailgauge.agent.conf.Text;

import java.time.Duration;

/** Alarms in a sentence for people. */
final class AlarmText {
    private static final int DETAIL = 120;

    private AlarmText() {}

    static String of(Rule rule, Subject subject, long value, String detail) {
        var said = detail.isEmpty() ? "" : "; " + Text.printable(detail, DETAIL);
        return "%s: %s (raised at %s, cleared at %s)%s"
                .formatted(
                        subject.shown(),
                        what(rule, value),
                        quantity(rule, rule.raiseAt()),
                        quantity(rule, rule.clearAt()),
                        said);
    }

    /** Of what is no longer there. */
    static String gone(Rule rule, Subject subject) {
        return subject.shown() + ": " + rule.kind().label() + " is over";
    }

    private static String what(Rule rule, long value) {
        var amount = quantity(rule, value);
        return switch (rule.kind()) {
            case STORED -> amount + " stored";
            case OLDEST -> "the oldest message has been here for " + amount;
            case OLDEST_DUE -> "something has been due for " + amount;
            case DESTINATION_FAILING -> "recipients wait, and none got through for " + amount;
            case DRAIN_FORECAST -> "empty in " + amount;
            case DEFERRAL_RATIO -> amount + " of the attempts are put off";
            case FAILED_ASSOCIATIONS -> amount + ": outbound associations failed";
            case REJECTED_ASSOCIATIONS -> amount + ": inbound associations were refused";
            case LOOP -> amount + ": mail loops";
            case STORAGE_LOW -> amount + " free";
            case CERTIFICATE_EXPIRING -> "the certificate ends in " + amount;
            case COLLECTOR_LOST -> "nothing heard for " + amount;
            case OPER_STATUS -> value == 0 ? "up" : "not up";
            case AUTHENTICATION_FAILURES -> amount + ": clients failed to authenticate";
            case JOURNAL -> amount + ": failures or damage of the journal";
            case IMBALANCE -> amount + " are not accounted for";
            case TEST -> "a test of the notifications";
        };
    }

    private static String quantity(Rule rule, long value) {
        if (rule.units().equals("seconds")) {
            return value >= Integer.MAX_VALUE ? "never" : duration(Duration.ofSeconds(value));
        }
        return rule.units().equals("percent") ? value + "%" : value + " " + rule.units();
    }

    /** Two units at most. */
    private static String duration(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
