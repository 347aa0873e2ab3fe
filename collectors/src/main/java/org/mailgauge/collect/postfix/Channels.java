package org.mailgauge.collect.postfix;

import org.mailgauge.collect.postfix.log.LogLine;
import org.mailgauge.collect.postfix.log.PostfixEvent.Relay;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.MtaGroup;

import java.util.Locale;
import java.util.Set;

/**
 * The MTA groups of a Postfix's services, by what they are called in its log: {@code smtpd}, {@code
 * submission/smtpd}, {@code smtp}, {@code relay/smtp}, {@code pipe/maildrop}.
 */
final class Channels {
    private static final Set<String> IN = Set.of("smtpd", "postscreen", "pickup", "qmqpd");
    private static final Set<String> OUT = Set.of("smtp", "lmtp");
    private static final int SMTP = 25;
    private static final int SUBMISSION = 587;
    private static final int LMTP = 24;

    private final GroupRegistry groups;
    private final String syslogName;

    /**
     * @param syslogName of the instance
     */
    Channels(GroupRegistry groups, String syslogName) {
        this.groups = groups;
        this.syslogName = syslogName;
    }

    /** The group of a service that takes mail in. */
    MtaGroup inbound(LogLine line) {
        return inbound(IN.contains(line.service()) ? path(line) : "smtpd");
    }

    /** The group of that name, of a service that takes mail in. */
    MtaGroup inbound(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        boolean submission = lower.contains("submission") || lower.contains("smtps");
        int port = name.endsWith("pickup") ? 0 : submission ? SUBMISSION : SMTP;
        return groups.of(
                new GroupPlan.Spec(
                        name,
                        MtaGroup.Kind.INBOUND,
                        "Mail taken in by Postfix's service " + name,
                        port));
    }

    /** Whether a service hands mail on over associations. */
    static boolean isRemote(LogLine line) {
        return OUT.contains(line.service());
    }

    /** The group of the service that a delivery was made by. */
    MtaGroup outbound(LogLine line, Relay relay) {
        var name = path(line);
        if (line.service().equals("pipe") && relay instanceof Relay.Here(var transport)) {
            name = name + "/" + transport;
        }
        boolean remote = isRemote(line);
        return groups.of(
                new GroupPlan.Spec(
                        name,
                        remote ? MtaGroup.Kind.OUTBOUND : MtaGroup.Kind.LOCAL,
                        "Mail handed on by Postfix's service " + name,
                        !remote ? 0 : line.service().equals("lmtp") ? LMTP : SMTP));
    }

    /** The service, with what precedes it in the log beyond the name of the instance. */
    private String path(LogLine line) {
        var prefix = line.syslogName();
        if (prefix.equals(syslogName)) {
            return line.service();
        }
        var own =
                prefix.startsWith(syslogName + "/")
                        ? prefix.substring(syslogName.length() + 1)
                        : prefix;
        return own.isEmpty() ? line.service() : own + "/" + line.service();
    }
}
