package org.mailgauge.agent.demo;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.mailgauge.route.RouteTable;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.wire.BufferPool;
import org.mailgauge.wire.ConnectionLimits;
import org.mailgauge.wire.ServerParts;
import org.mailgauge.wire.ServiceListener;
import org.mailgauge.wire.SmtpService;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A next hop on loopback: our own SMTP server over an intake that forgets. It takes mail from this
 * machine only. Safe for use by any thread.
 */
public final class DemoSink implements AutoCloseable {
    private static final String HOSTNAME = "sink.demo.invalid";
    private static final long MOST_OCTETS = 10L << 20;
    private static final int CONNECTIONS = 200;
    private static final int BUFFERS = 64;

    private final MtaConfig config;
    private final SinkIntake intake;
    private final ServerParts parts;
    private final SmtpService service;

    /**
     * Failing and mending exclude each other; unlike our other locks this one is held while a
     * socket is opened or closed, which only the demonstration waits for.
     */
    private final ReentrantLock lock = new ReentrantLock();

    private Endpoint endpoint; // guarded by lock, as what follows
    private @Nullable ServiceListener listener;

    /** How it can fail. */
    public enum Fault {
        /** Nobody listens: connections are refused. */
        CONNECTIONS_REFUSED,
        /** MAIL is answered 452 4.3.1. */
        MAIL_REFUSED
    }

    /**
     * Listens from now on.
     *
     * @param at a loopback address; port 0 takes a free one
     */
    public DemoSink(DemoWorld world, Endpoint at) throws IOException {
        if (!at.address().isLoopback()) {
            throw new IllegalArgumentException("not a loopback address: " + at);
        }
        config = config(at);
        intake = new SinkIntake(world.entropy());
        parts =
                new ServerParts(
                        world.net(),
                        world.time(),
                        world.tasks(),
                        intake,
                        event -> {},
                        new AssociationIds(),
                        new BufferPool(BUFFERS),
                        new ConnectionLimits(CONNECTIONS, 0, CONNECTIONS));
        var group =
                new MtaGroup(1, MtaGroup.Kind.INBOUND, "demo-sink", "", 25, world.time().ticks());
        var router = new RouteTable(Set.of(), config.routes());
        service = SmtpService.of(config, config.listeners().getFirst(), group, router);
        listener = ServiceListener.start(service, parts, new MtaConfig.At.Tcp(at));
        endpoint = listener.local();
    }

    private static MtaConfig config(Endpoint at) {
        var self =
                List.of(
                        new MtaConfig.Network(IpAddress.parse("127.0.0.0").orElseThrow(), 8),
                        new MtaConfig.Network(IpAddress.parse("::1").orElseThrow(), 128));
        return new MtaConfig(
                HOSTNAME,
                Set.of(),
                List.of(
                        new MtaConfig.Listener(
                                MtaConfig.Service.SMTP, at, MtaConfig.BareLineEnd.REJECT)),
                MOST_OCTETS,
                MtaConfig.SmtpLimits.DEFAULT,
                MtaConfig.QueueConfig.DEFAULT,
                MtaConfig.DeliveryConfig.DEFAULT,
                MtaConfig.ReportConfig.DEFAULT,
                self,
                Set.of(),
                routes(),
                Set.of());
    }

    /** Some domains show what a next hop may say to RCPT. */
    private static List<Route> routes() {
        return List.of(
                new Route(
                        DemoDomains.UNKNOWN,
                        new NextHop.Refuse(new EnhancedStatus(5, 1, 1), "No such user"),
                        ""),
                new Route(
                        DemoDomains.LATER,
                        new NextHop.Refuse(new EnhancedStatus(4, 7, 1), "Greylisted"),
                        ""),
                new Route("*", new NextHop.Discard(), ""));
    }

    /** Where it listens, or would. */
    public Endpoint endpoint() {
        lock.lock();
        try {
            return endpoint;
        } finally {
            lock.unlock();
        }
    }

    /** Messages taken so far. */
    public long messages() {
        return intake.messages();
    }

    /** Fails from now on; another fault takes the place of an earlier one. */
    public void fail(Fault fault) throws IOException {
        switch (fault) {
            case CONNECTIONS_REFUSED -> close();
            case MAIL_REFUSED -> {
                listen();
                intake.full(true);
            }
        }
    }

    /** Works again. */
    public void mend() throws IOException {
        intake.full(false);
        listen();
    }

    private void listen() throws IOException {
        lock.lock();
        try {
            if (listener == null) {
                listener = ServiceListener.start(service, parts, new MtaConfig.At.Tcp(endpoint));
                endpoint = listener.local();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops listening and ends its associations. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (listener != null) {
                listener.stop(Duration.ZERO);
                listener = null;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
