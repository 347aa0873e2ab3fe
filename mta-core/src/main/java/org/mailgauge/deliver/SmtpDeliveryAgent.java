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
import org.mailgauge.smtp.SmtpClientSession;

import java.util.function.ObjDoubleConsumer;

/**
 * Delivers by SMTP to a configured host: one association per slot, used for all its messages. Safe
 * for use by any thread; each slot runs on a thread of its own.
 *
 * <p>A greeting of 4yz or 5yz, and a refusal of both EHLO and HELO, means "not here, not now": the
 * next address of the host is tried, and when none takes us the messages wait. (RFC 5321 section
 * 4.2.4.2 lets 5yz fail the message; but a host that refuses all mail is most often a host with a
 * fault or a list of its own, not a verdict on this message, so other MTAs wait as well.)
 */
public final class SmtpDeliveryAgent implements Agents.Agent, Probe {
    private final SmtpParts parts;

    /**
     * @param ids of the MTA application, shared with the server
     * @param hostname our name in EHLO
     */
    public SmtpDeliveryAgent(
            Net net,
            Resolver resolver,
            Time time,
            Observer observer,
            AssociationIds ids,
            DeliveryConfig config,
            String hostname) {
        parts =
                new SmtpParts(
                        net,
                        resolver,
                        time,
                        observer,
                        ids,
                        config,
                        new SmtpClientSession(hostname),
                        new SmtpTotals());
    }

    @Override
    public void deliver(Slot slot) {
        if (!(slot.nextHop() instanceof NextHop.SmtpHost host)) {
            throw new IllegalArgumentException("not SMTP to a host: " + slot.nextHop());
        }
        new SmtpDelivery(parts, slot, host).run();
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        parts.totals().read(into);
    }
}
