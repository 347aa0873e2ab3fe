package org.mailgauge.wire;

import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.LocalDelivery;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.policy.RelayPolicy;
import org.mailgauge.port.Net;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpCommandParser;
import org.mailgauge.smtp.SmtpReplyFormat;
import org.mailgauge.smtp.SmtpServerRules;
import org.mailgauge.smtp.SmtpServerSession;

import java.util.Locale;

/**
 * What one listening SMTP or LMTP service offers; shared by its connections.
 *
 * @param group the inbound group in which it is counted
 * @param local whether over a socket of this machine
 * @param implicitTls whether TLS begins with the first octet (RFC 8314)
 * @param delivery of what comes by LMTP for mailboxes of this server
 */
public record SmtpService(
        MtaConfig.Service service,
        MailProtocol protocol,
        MtaGroup group,
        String hostname,
        long maxMessageOctets,
        boolean normalize,
        MtaConfig.SmtpLimits limits,
        SmtpSessions sessions,
        boolean local,
        boolean implicitTls,
        SmtpCommandParser parser,
        RelayPolicy policy,
        LocalDelivery delivery)
        implements Offer {

    private static final int SUBMISSIONS = 4;

    /** The service that a listener of the configuration asks for, without mailboxes behind it. */
    public static SmtpService of(
            MtaConfig config, MtaConfig.Listener listener, MtaGroup group, Router router) {
        return of(config, listener, group, router, Mailboxes.NONE);
    }

    /** The service that a listener of the configuration asks for. */
    public static SmtpService of(
            MtaConfig config,
            MtaConfig.Listener listener,
            MtaGroup group,
            Router router,
            Mailboxes mailboxes) {
        var limits = config.smtp();
        var protocol = protocol(listener.service());
        var rules =
                SmtpServerRules.of(
                        protocol,
                        config.hostname(),
                        config.maxMessageOctets(),
                        limits.recipients(),
                        limits.junkCommands(),
                        limits.errors(),
                        limits.receivedFields());
        return new SmtpService(
                listener.service(),
                protocol,
                group,
                config.hostname(),
                config.maxMessageOctets(),
                listener.bareLineEnd() == MtaConfig.BareLineEnd.NORMALIZE,
                limits,
                SmtpSessions.of(rules),
                listener.at() instanceof MtaConfig.At.LocalSocket,
                listener.tls(),
                new SmtpCommandParser(protocol, postmasters(config)),
                new RelayPolicy(
                        config.hostname(),
                        listener.service(),
                        router,
                        mailboxes,
                        config.relayNetworks(),
                        config.relayDomains()),
                new LocalDelivery(mailboxes));
    }

    /**
     * Whose postmaster {@code <postmaster>} is (RFC 5321 section 4.5.1): our own name's, or the
     * local domain's that it is in, the longest one.
     */
    private static String postmasters(MtaConfig config) {
        var name = config.hostname().toLowerCase(Locale.ROOT);
        for (int dot = -1; dot < name.length(); ) {
            var domain = name.substring(dot + 1);
            if (config.localDomains().contains(domain)) {
                return domain;
            }
            int next = name.indexOf('.', dot + 1);
            dot = next < 0 ? name.length() : next;
        }
        return config.hostname();
    }

    private static MailProtocol protocol(MtaConfig.Service service) {
        return switch (service) {
            case SMTP, SUBMISSION -> MailProtocol.SMTP;
            case LMTP -> MailProtocol.LMTP;
        };
    }

    boolean isSubmission() {
        return service == MtaConfig.Service.SUBMISSION;
    }

    /** The session that knows no TLS. */
    public SmtpServerSession session() {
        return sessions.none();
    }

    /** The name of its listener, which the group may have several of. */
    @Override
    public String name() {
        return implicitTls ? label() : service.group();
    }

    @Override
    public String label() {
        return service.name().toLowerCase(Locale.ROOT) + (implicitTls ? "s" : "");
    }

    @Override
    public int number() {
        return implicitTls
                ? SUBMISSIONS
                : switch (service) {
                    case SMTP -> 1;
                    case SUBMISSION -> 2;
                    case LMTP -> 3;
                };
    }

    @Override
    public boolean trusts(IpAddress peer) {
        return policy.trusts(peer);
    }

    @Override
    public Conversation begin(ServerParts parts, Net.Connection connection, boolean trusted) {
        return new SmtpServerDriver(this, parts, connection, trusted);
    }

    @Override
    public void refused(ServerParts parts, Refusal why) {
        parts.observer().tell(new MtaEvent.InboundRejected(group, why.reason()));
    }

    @Override
    public byte[] refusal(ServerParts parts, Refusal why) {
        if (implicitTls) {
            return new byte[0]; // words in the clear would tell a client of TLS nothing
        }
        var reply =
                switch (why) {
                    case ADDRESS_FULL -> Replies.TOO_MANY_CONNECTIONS;
                    case FULL -> Replies.ALL_CONNECTIONS_TAKEN;
                    case STRANGER -> Replies.STRANGER;
                };
        parts.observer().tell(new MtaEvent.InboundError(group, reply.statusOrDefault()));
        return SmtpReplyFormat.octets(reply);
    }
}
