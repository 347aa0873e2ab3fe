package org.mailgauge.agent.snmp;

import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Severity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The enumerations of MAILGAUGE-MIB: the names of the values 1, 2, 3 ... */
final class Enumerations {
    private static final Pattern DASH = Pattern.compile("-(.)");

    /** MailgaugeQueueState. Foreign MTAs have the last two. */
    static final List<String> QUEUE_STATES =
            List.of("ready", "inDelivery", "deferred", "held", "incoming", "corrupt");

    /** MailgaugeReplyClass. */
    static final List<String> REPLY_CLASSES =
            List.of(
                    "none",
                    "greylisted",
                    "mailboxFull",
                    "rateLimited",
                    "tooManyRecipients",
                    "policy",
                    "content",
                    "unknownMailbox",
                    "hostUnreachable",
                    "dns",
                    "tls",
                    "associationLost",
                    "protocol",
                    "systemFull",
                    "other");

    /** MailgaugeKindOfAlarm. */
    static final List<String> KINDS =
            Arrays.stream(AlarmKind.values()).map(kind -> camel(kind.label())).toList();

    /** MailgaugeSeverity. */
    static final List<String> SEVERITIES =
            Arrays.stream(Severity.values()).map(severity -> camel(severity.label())).toList();

    private Enumerations() {}

    /**
     * The number of a class of replies.
     *
     * @param label as the snapshot has it: {@code mailbox-full}; one that is unknown is other
     */
    static int replyClass(String label) {
        int place = REPLY_CLASSES.indexOf(camel(label));
        return place < 0 ? REPLY_CLASSES.size() : place + 1;
    }

    /** {@code mailbox-full} becomes {@code mailboxFull}. */
    private static String camel(String label) {
        return DASH.matcher(label).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }
}
