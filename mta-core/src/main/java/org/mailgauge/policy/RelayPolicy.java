package org.mailgauge.policy;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.Replies;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Set;

/**
 * Whether a recipient is taken at RCPT (RFC 5321 section 3.6). Immutable; safe for use by any
 * thread.
 *
 * <p>Taken are recipients whose domain is in {@code relay-domains}, from anyone; and any recipient
 * from {@code relay-networks}; by LMTP as by SMTP. Recipients of local domains are taken when there
 * is a mailbox for them. A submission service takes mail from {@code relay-networks} only. Routes
 * that refuse do so for everybody. The bare {@code postmaster} is never denied, it goes where our
 * own name is routed to.
 */
public final class RelayPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(RelayPolicy.class);

    private final String hostname;
    private final MtaConfig.Service service;
    private final Router router;
    private final LocalRecipients locals;
    private final List<MtaConfig.Network> relayNetworks;
    private final Set<String> relayDomains;

    public RelayPolicy(
            String hostname,
            MtaConfig.Service service,
            Router router,
            LocalRecipients locals,
            List<MtaConfig.Network> relayNetworks,
            Set<String> relayDomains) {
        this.hostname = hostname;
        this.service = service;
        this.router = router;
        this.locals = locals;
        this.relayNetworks = List.copyOf(relayNetworks);
        this.relayDomains = Set.copyOf(relayDomains);
    }

    /** Whether the client's network may relay. */
    public boolean trusts(IpAddress client) {
        for (var network : relayNetworks) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The answer to RCPT.
     *
     * @param trusted what {@link #trusts} says of the client
     */
    public SmtpReply verify(ForwardPath to, boolean trusted) {
        var nextHop = router.route(to.domain()).nextHop();
        if (nextHop instanceof NextHop.Refuse(var status, var text)) {
            return new SmtpReply(status.level() * 100 + 50, status, List.of(text));
        }
        if (nextHop instanceof NextHop.Local) {
            return trusted || service != MtaConfig.Service.SUBMISSION
                    ? local(to)
                    : Replies.RELAYING_DENIED;
        }
        if (isOwnPostmaster(to)) {
            boolean routed = !(nextHop instanceof NextHop.MailExchangers);
            return routed ? Replies.RECIPIENT_OK : Replies.NOT_BUILT;
        }
        return trusted || isGatewayFor(to) ? Replies.RECIPIENT_OK : Replies.RELAYING_DENIED;
    }

    /** Whether the recipient's mail goes into mailboxes of this server. */
    public boolean isLocal(ForwardPath to) {
        return router.route(to.domain()).nextHop() instanceof NextHop.Local;
    }

    private SmtpReply local(ForwardPath to) {
        return switch (locals.find(to)) {
            case LocalRecipients.Answer.Known() -> Replies.RECIPIENT_OK;
            case LocalRecipients.Answer.Unknown() -> Replies.NO_SUCH_USER;
            case LocalRecipients.Answer.Unreadable(var detail) -> {
                LOG.warn("accounts cannot be read: {}", detail);
                yield Replies.UNREADABLE_ACCOUNTS;
            }
            case LocalRecipients.Answer.Absent() -> Replies.NOT_BUILT;
        };
    }

    private boolean isOwnPostmaster(ForwardPath to) {
        return to.mailbox().localPart().equalsIgnoreCase("postmaster")
                && to.domain().equalsIgnoreCase(hostname);
    }

    private boolean isGatewayFor(ForwardPath to) {
        return service != MtaConfig.Service.SUBMISSION
                && isRelayDomain(to.domain())
                && !isIndirect(to.mailbox().localPart());
    }

    private boolean isRelayDomain(String domain) {
        if (relayDomains.contains(domain)) {
            return true;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            if (relayDomains.contains("*" + domain.substring(dot))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A local part that the next hop might take for a route of its own: {@code a%b}, {@code a!b}.
     */
    private static boolean isIndirect(String localPart) {
        return localPart.indexOf('%') >= 0
                || localPart.indexOf('!') >= 0
                || localPart.indexOf('@') >= 0;
    }
}
