package org.mailgauge.deliver;

import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Observer;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Net;
import org.mailgauge.port.Resolver;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Agents;
import org.mailgauge.queue.Slot;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.SmtpClientSession;

import java.util.function.ObjDoubleConsumer;

/**
 * Delivers by SMTP or LMTP to a configured host or local socket: one association per slot, used for
 * all its messages. Safe for use by any thread; each slot runs on a thread of its own.
 *
 * <p>A greeting of 4yz or 5yz, and a refusal of both EHLO and HELO, means "not here, not now": the
 * next address of the host is tried, and when none takes us the messages wait. (RFC 5321 section
 * 4.2.4.2 lets 5yz fail the message; but a host that refuses all mail is most often a host with a
 * fault or a list of its own, not a verdict on this message, so other MTAs wait as well.)
 */
public final class SmtpDeliveryAgent implements Agents.Agent, Probe {
    private volatile SmtpParts parts;

    /**
     * @param ids of the MTA application, shared with the server
     * @param ourselves what mail must not be delivered to
     */
    public SmtpDeliveryAgent(
            MailProtocol protocol,
            Net net,
            Resolver resolver,
            Time time,
            Observer observer,
            AssociationIds ids,
            DeliveryConfig config,
            Ourselves ourselves) {
        parts =
                new SmtpParts(
                        net,
                        ourselves,
                        resolver,
                        time,
                        observer,
                        ids,
                        config,
                        protocol,
                        new SmtpClientSession(protocol, ourselves.hostname()),
                        new SmtpTotals(protocol));
    }

    /** Changes the limits of time, for associations that begin from now on. */
    public void configure(DeliveryConfig config) {
        parts = parts.with(config);
    }

    @Override
    public void deliver(Slot slot) {
        new SmtpDelivery(parts, slot, target(slot.nextHop())).run();
    }

    private Target target(NextHop nextHop) {
        var target =
                switch (parts.protocol()) {
                    case SMTP -> Target.ofSmtp(nextHop);
                    case LMTP -> Target.ofLmtp(nextHop);
                };
        return target.orElseThrow(
                () -> new IllegalArgumentException(parts.protocol() + " to " + nextHop));
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        parts.totals().read(into);
    }
}
