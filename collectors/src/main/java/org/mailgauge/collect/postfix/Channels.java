package org.mailgauge.collect.postfix;

import org.mailgauge.collect.postfix.log.LogLine;
import org.mailgauge.collect.postfix.log.PostfixEvent.Relay;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.MtaGroup;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The MTA groups of a Postfix's services, by what they are called in its log: {@code smtpd}, {@code
 * submission/smtpd}, {@code smtp}, {@code relay/smtp}, {@code pipe/maildrop}. At most {@value
 * #MOST}: who writes the log gives the names. What comes under another one is counted with smtpd,
 * smtp or local.
 */
final class Channels {
    static final int MOST = 100;
    private static final Set<String> IN = Set.of("smtpd", "postscreen", "pickup", "qmqpd");
    private static final Set<String> OUT = Set.of("smtp", "lmtp");
    private static final Set<MtaGroup.Kind> SERVICES =
            EnumSet.of(MtaGroup.Kind.INBOUND, MtaGroup.Kind.OUTBOUND, MtaGroup.Kind.LOCAL);
    private static final int SMTP = 25;
    private static final int SUBMISSION = 587;
    private static final int LMTP = 24;

    private final GroupRegistry groups;
    private final String syslogName;
    private final Set<String> names;

    /**
     * @param syslogName of the instance
     */
    Channels(GroupRegistry groups, String syslogName) {
        this.groups = groups;
        this.syslogName = syslogName;
        this.names =
                groups.all().stream()
                        .filter(group -> SERVICES.contains(group.kind()))
                        .map(MtaGroup::name)
                        .collect(Collectors.toCollection(HashSet::new));
    }

    private String known(String name, String otherwise) {
        boolean has = names.contains(name) || (names.size() < MOST && names.add(name));
        return has ? name : otherwise;
    }

    /** The group of a service that takes mail in. */
    MtaGroup inbound(LogLine line) {
        return inbound(IN.contains(line.service()) ? path(line) : "smtpd");
    }

    /** The group of that name, of a service that takes mail in. */
    MtaGroup inbound(String service) {
        var name = known(service, "smtpd");
        var lower = name.toLowerCase(Locale.ROOT);
        boolean submission = lower.contains("submission") || lower.contains("smtps");
        int port = isLocal(name) ? 0 : submission ? SUBMISSION : SMTP;
        return groups.of(
                new GroupPlan.Spec(
                        name,
                        MtaGroup.Kind.INBOUND,
                        "Mail taken in by Postfix's service " + name,
                        port));
    }

    /** Whether what a service takes in comes from this host, without an association. */
    static boolean isLocal(String name) {
        return name.endsWith("pickup");
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
        name = known(name, remote ? "smtp" : "local");
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
