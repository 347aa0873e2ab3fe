package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.route.NextHop;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimResolver;
import org.mailgauge.sim.SimRun;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.MailProtocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The SMTP delivery agent on a simulated network and clock, with everything it tells. */
final class DeliveryRig implements AutoCloseable {
    static final Endpoint PEER = endpoint("192.0.2.1", 25);
    static final NextHop.SmtpHost HOST = new NextHop.SmtpHost("192.0.2.1", 25);

    final SimTime time = new SimTime();
    final SimNet net;
    final SimTasks tasks = new SimTasks();
    final SimResolver resolver = new SimResolver();
    final List<MtaEvent> events = new CopyOnWriteArrayList<>();
    final MailProtocol protocol;
    final Ourselves ourselves;
    final SmtpDeliveryAgent agent;

    DeliveryRig() {
        this(MailProtocol.SMTP);
    }

    DeliveryRig(MailProtocol protocol) {
        this.protocol = protocol;
        net = new SimNet(time, 11);
        ourselves = new Ourselves("me.test", net);
        agent = agent(net);
    }

    /** Over another network; the simulated time stands still. */
    DeliveryRig(MailProtocol protocol, Net other) {
        this.protocol = protocol;
        net = new SimNet(time, 11);
        ourselves = new Ourselves("me.test", other);
        agent = agent(other);
    }

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(IpAddress.parse(address).orElseThrow(), port);
    }

    private SmtpDeliveryAgent agent(Net over) {
        return new SmtpDeliveryAgent(
                protocol,
                over,
                resolver,
                time,
                events::add,
                new AssociationIds(),
                DeliveryConfig.DEFAULT,
                ourselves);
    }

    /** Delivers the slot to its end; time passes by itself. */
    void deliver(FakeSlot slot) {
        var done = new AtomicBoolean();
        tasks.start(
                "delivery",
                () -> {
                    try {
                        agent.deliver(slot);
                    } finally {
                        done.set(true);
                    }
                });
        SimRun.until(done::get, tasks, time, net);
        assertEquals(List.of(), tasks.failures());
        assertEquals(0, slot.unsettled());
        assertEquals(opened(), count(MtaEvent.AssociationClosed.class));
        assertEquals(
                count(MtaEvent.OutboundAttempted.class),
                opened() + count(MtaEvent.OutboundFailed.class));
    }

    long opened() {
        return count(MtaEvent.OutboundOpened.class);
    }

    long count(Class<? extends MtaEvent> kind) {
        return events.stream().filter(kind::isInstance).count();
    }

    /** Totals of the agent's own, by metric name. */
    Map<String, Double> totals() {
        var totals = new HashMap<String, Double>();
        agent.read((name, value) -> totals.put(name, value));
        return totals;
    }

    double uncertain() {
        return total("uncertain_total");
    }

    double begunAgain() {
        return total("begun_again_total");
    }

    private double total(String name) {
        return totals().getOrDefault(protocol.label() + "_out_" + name, -1.0);
    }

    @Override
    public void close() {
        tasks.close();
    }
}
