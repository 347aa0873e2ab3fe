package org.mailgauge;

import org.mailgauge.auth.LoginService;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.deliver.LocalDelivery;
import org.mailgauge.deliver.LocalDeliveryAgent;
import org.mailgauge.deliver.Mailboxes;
import org.mailgauge.deliver.Ourselves;
import org.mailgauge.deliver.SmtpDeliveryAgent;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.DiskIndexStore;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Ledger;
import org.mailgauge.observe.Listener;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Neighbours;
import org.mailgauge.observe.ObserverLoop;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.SnapshotPublisher;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Net;
import org.mailgauge.port.Resolver;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.port.Tls;
import org.mailgauge.queue.Agents;
import org.mailgauge.queue.MailQueue;
import org.mailgauge.queue.PauseFile;
import org.mailgauge.queue.QueueControl;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Reporting;
import org.mailgauge.queue.StoredRecords;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;
import org.mailgauge.route.CurrentRoutes;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.RouteTable;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.wire.BufferPool;
import org.mailgauge.wire.ConnectionLimits;
import org.mailgauge.wire.ServerParts;
import org.mailgauge.wire.ServiceListener;
import org.mailgauge.wire.SmtpService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The MTA, whole: queue, deliveries, listening services and their observation, built from a
 * configuration on the seams it is given. Safe for use by any thread; started once, stopped once.
 */
public final class MtaServer implements AutoCloseable {
    /** The folder of the journal, below the data directory. */
    public static final String QUEUE = "queue";

    /** The folder of the numbers of applications and groups, below the data directory. */
    public static final String INDEXES = "observe";

    private static final int BUFFERS = 2048;
    private static final Logger LOG = LoggerFactory.getLogger(MtaServer.class);
    private static final Duration ABORT = Duration.ofSeconds(1);

    private final Ports ports;
    private final Mailboxes mailboxes;
    private final Ledger ledger;
    private final MailQueue queue;
    private final SegmentJournal journal;
    private final SnapshotPublisher publisher;
    private final ObserverLoop observer;
    private final List<ServiceListener> listeners;
    private final StatusWatch status;
    private final GroupRegistry registry;
    private final CurrentRoutes routes;
    private final Presence presence;
    private final ConnectionShare share;
    private final ConnectionLimits connections;
    private final SmtpDeliveryAgent smtpOut;
    private final SmtpDeliveryAgent lmtpOut;
    private final Ourselves ourselves;
    private final ServerParts parts;
    private final List<AccessPart> access;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** The world. */
    public record Ports(
            Time time,
            Disk disk,
            Net net,
            Resolver resolver,
            Entropy entropy,
            Tasks tasks,
            Tls tls,
            LoginService logins) {

        /** Without users. */
        public Ports(
                Time time,
                Disk disk,
                Net net,
                Resolver resolver,
                Entropy entropy,
                Tasks tasks,
                Tls tls) {
            this(time, disk, net, resolver, entropy, tasks, tls, LoginService.NONE);
        }

        /** Without TLS and users. */
        public Ports(
                Time time, Disk disk, Net net, Resolver resolver, Entropy entropy, Tasks tasks) {
            this(time, disk, net, resolver, entropy, tasks, Tls.NONE);
        }
    }

    /**
     * How the MTA presents itself.
     *
     * @param destinations how many destination domains may have an MTA group of their own
     * @param url applURL, or empty when there is no page to point to
     * @param probes parts of the machinery that are not ours, whose values are shown with ours
     * @param neighbours applications that are not ours, shown with ours
     */
    public record Presence(
            int destinations,
            int destinationRows,
            String url,
            List<Probe> probes,
            Neighbours neighbours) {
        public Presence {
            probes = List.copyOf(probes);
        }

        /** Without neighbours. */
        public Presence(int destinations, int destinationRows, String url, List<Probe> probes) {
            this(destinations, destinationRows, url, probes, Neighbours.NONE);
        }

        /** Without further parts, and with as many rows of destinations as is usual. */
        public Presence(int destinations, String url) {
            this(destinations, MailQueue.DESTINATION_ROWS, url, List.of());
        }
    }

    /**
     * Recovers the journal, listens, takes the queue back, and begins to deliver.
     *
     * @throws IOException when the data cannot be read or an address cannot be bound; everything
     *     that had been started is stopped again
     */
    public static MtaServer start(MtaConfig config, Presence presence, Ports ports)
            throws IOException {
        return start(config, presence, ports, Mailboxes.NONE);
    }

    /** The same, with mailboxes for the recipients of local domains. */
    public static MtaServer start(
            MtaConfig config, Presence presence, Ports ports, Mailboxes mailboxes)
            throws IOException {
        return start(config, presence, ports, mailboxes, List.of());
    }

    /** The same, and with protocols by which users get at their mail. */
    public static MtaServer start(
            MtaConfig config,
            Presence presence,
            Ports ports,
            Mailboxes mailboxes,
            List<AccessSetup> access)
            throws IOException {
        var server = new MtaServer(config, presence, ports, mailboxes, access);
        boolean done = false;
        try {
            server.open(config);
            done = true;
            return server;
        } finally {
            if (!done) {
                server.stop(ABORT);
            }
        }
    }

    private MtaServer(
            MtaConfig config,
            Presence presence,
            Ports ports,
            Mailboxes mailboxes,
            List<AccessSetup> setups)
            throws IOException {
        this.ports = ports;
        this.mailboxes = mailboxes;
        var time = ports.time();
        registry =
                GroupRegistry.open(
                        new DiskIndexStore(ports.disk(), ports.tasks(), INDEXES),
                        ConfiguredGroups.of(config, presence),
                        time);
        ledger =
                new Ledger(
                        time,
                        new Ledger.Identity(
                                registry.application("mta"),
                                "mailgauge",
                                Version.current(),
                                "Mailgauge MTA on " + config.hostname(),
                                presence.url()));
        access = new ArrayList<>();
        for (var setup : setups) {
            if (!setup.listeners().isEmpty()) {
                var url = presence.url();
                access.add(AccessPart.of(setup, config.hostname(), url, registry, time));
            }
        }
        this.presence = presence;
        routes = new CurrentRoutes(table(config));
        var ids = new AssociationIds();
        ourselves = new Ourselves(config.hostname(), ports.net());
        smtpOut = agent(MailProtocol.SMTP, config, ports, ids);
        lmtpOut = agent(MailProtocol.LMTP, config, ports, ids);
        var limits = config.smtp();
        share = ConnectionShare.of(config, ports.net().descriptorsLeft());
        queue =
                new MailQueue(
                        settings(config, presence.destinationRows()),
                        new MailQueue.Ports(time, ports.entropy(), ports.tasks(), ports.disk()),
                        routes,
                        registry,
                        ledger,
                        agents());
        journal =
                SegmentJournal.open(
                        ports.disk(),
                        QUEUE,
                        ports.tasks(),
                        time,
                        ports.entropy(),
                        JournalSettings.of(config.queue(), Runtime.getRuntime().maxMemory()),
                        new JournalAlerts(queue),
                        new StoredRecords());
        connections = new ConnectionLimits(share.inbound(), share.reserve(), limits.perAddress());
        var buffers = new BufferPool(BUFFERS);
        parts =
                new ServerParts(
                        ports.net(),
                        ports.tls(),
                        time,
                        ports.tasks(),
                        queue,
                        ledger,
                        ids,
                        buffers,
                        connections,
                        ports.logins());
        listeners = new ArrayList<>();
        var probes =
                new ArrayList<Probe>(
                        List.of(
                                queue,
                                journal,
                                smtpOut,
                                lmtpOut,
                                buffers,
                                connections,
                                new Listening()));
        probes.addAll(access);
        probes.addAll(presence.probes());
        var all = new ArrayList<Neighbours.Neighbour>();
        all.add(
                new Neighbours.Neighbour(
                        new SnapshotPublisher.Source(ledger, registry, queue), queue));
        all.addAll(presence.neighbours().open(registry::application));
        publisher =
                new SnapshotPublisher(
                        time,
                        all.stream().map(Neighbours.Neighbour::source).toList(),
                        access.stream().map(AccessPart::ledger).toList(),
                        probes);
        observer =
                new ObserverLoop(
                        time, publisher, all.stream().map(Neighbours.Neighbour::observed).toList());
        status = new StatusWatch(time, this::tellStatus, connections, journal);
    }

    private void tellStatus(MtaEvent event) {
        ledger.tell(event);
        access.forEach(part -> part.follow(event));
    }

    private static RouteTable table(MtaConfig config) {
        return new RouteTable(config.localDomains(), config.routes());
    }

    private MailQueue.Settings settings(MtaConfig config, int destinationRows) {
        return new MailQueue.Settings(
                config.queue(),
                share.applied(config.delivery()),
                new Reporting(config.hostname(), config.reports()),
                destinationRows);
    }

    private SmtpDeliveryAgent agent(
            MailProtocol protocol, MtaConfig config, Ports world, AssociationIds ids) {
        return new SmtpDeliveryAgent(
                protocol,
                world.net(),
                world.resolver(),
                world.time(),
                ledger,
                ids,
                config.delivery(),
                ourselves);
    }

    /**
     * Of the others the queue holds, drops or refuses some by itself; the rest waits to be built.
     */
    @SuppressWarnings("ReferenceEquality") // it is the one that stands for none
    private Agents agents() {
        var local = new LocalDeliveryAgent(new LocalDelivery(mailboxes), ledger);
        return nextHop ->
                switch (nextHop) {
                    case NextHop.SmtpHost _ -> Optional.of(smtpOut);
                    case NextHop.LmtpHost _, NextHop.LmtpSocket _ -> Optional.of(lmtpOut);
                    case NextHop.Local _ ->
                            mailboxes == Mailboxes.NONE ? Optional.empty() : Optional.of(local);
                    case NextHop.Hold _,
                            NextHop.Discard _,
                            NextHop.Refuse _,
                            NextHop.MailExchangers _ ->
                            Optional.empty();
                };
    }

    private void open(MtaConfig config) throws IOException {
        config.listeners().forEach(listener -> ourselves.listenAt(listener.at()));
        queue.restore(new PauseFile(ports.disk(), ports.tasks()));
        journal.start();
        queue.admit(journal, journal.idFloor());
        listen(config);
        for (var part : access) {
            part.listen(parts);
        }
        takeBack();
        status.start();
        observer.start(ports.tasks());
    }

    /**
     * Mail may come in while the queue takes back what it had; it is there when deliveries begin.
     */
    private void takeBack() {
        var found = journal.takeRecovered();
        queue.expect(found.size());
        found.forEach(queue::recover);
        queue.open();
        // From here on the queue knows of every message, also of those that are to be moved.
        journal.owner(queue);
    }

    private void listen(MtaConfig config) throws IOException {
        for (var listener : config.listeners()) {
            var group = registry.inbound(listener.service().group());
            var service = SmtpService.of(config, listener, group, routes, mailboxes);
            var started = ServiceListener.start(service, parts, listener.at());
            if (listener.at() instanceof MtaConfig.At.Tcp) { // its port may have been chosen now
                ourselves.listenAt(new MtaConfig.At.Tcp(started.local()));
            }
            synchronized (listeners) {
                listeners.add(started);
            }
        }
    }

    /**
     * Builds what another configuration asks for, and changes nothing yet. What cannot change while
     * it runs has to be as it was: the host name, the listeners, the journal, and how many
     * connections there may be in all. Associations that are open keep what they began with.
     *
     * @return switches to it, at once and without fail
     */
    public Runnable prepare(MtaConfig config, int destinationRows) {
        var table = table(config);
        var groups = ConfiguredGroups.of(config, presence);
        var services = new LinkedHashMap<ServiceListener, SmtpService>();
        var begun = open();
        for (int i = 0; i < begun.size(); i++) {
            var listener = config.listeners().get(i);
            var group = registry.inbound(listener.service().group());
            services.put(begun.get(i), SmtpService.of(config, listener, group, table, mailboxes));
        }
        var queueChange = queue.prepare(settings(config, destinationRows));
        return () -> {
            registry.add(groups);
            routes.become(table);
            services.forEach(ServiceListener::serve);
            connections.perAddress(config.smtp().perAddress());
            smtpOut.configure(config.delivery());
            lmtpOut.configure(config.delivery());
            queueChange.run();
            ports.tasks().start("follow-routes", this::followRoutes);
        };
    }

    private void followRoutes() {
        long moved = queue.followRoutes();
        if (moved > 0) {
            LOG.info("{} waiting recipients have another route now", moved);
        }
    }

    /** What is told of those who listen. */
    private final class Listening implements Probe {
        @Override
        public void read(ObjDoubleConsumer<String> into) {
            open().forEach(listener -> listener.read(into));
        }

        @Override
        public void listeners(Consumer<Listener> into) {
            open().forEach(listener -> into.accept(listener.row(ledger.index())));
        }
    }

    private List<ServiceListener> open() {
        synchronized (listeners) {
            return List.copyOf(listeners);
        }
    }

    /** Where every view gets its numbers. */
    public SnapshotSource snapshots() {
        return publisher;
    }

    /** The queue, for the operator. */
    public QueueView queueView() {
        return queue.view();
    }

    /** The queue, for the operator to change. */
    public QueueControl queueControl() {
        return queue;
    }

    /** The queue's operations. */
    public MailQueue queue() {
        return queue;
    }

    /** The journal, for a simulation that does its threads' work itself. */
    public SegmentJournal journal() {
        return journal;
    }

    /** The endpoints that are listened on, in the order of the configuration. */
    public List<ServiceListener> services() {
        return open();
    }

    /** The endpoints at which users get at their mail, in the order of the setups. */
    public List<ServiceListener> accessServices() {
        return access.stream().flatMap(part -> part.listeners().stream()).toList();
    }

    /** Calls the task once when the journal can no longer be written: stop, and exit with 75. */
    public void onBroken(Runnable task) {
        status.onBroken(task);
    }

    /**
     * Stops in order: no new associations, running transactions end, deliveries end, the journal is
     * closed clean. What is not done in time is cut off and stays in the queue. Does nothing when
     * it was called before.
     */
    public void stop(Duration atMost) {
        if (stopped.getAndSet(true)) {
            return;
        }
        status.close();
        tellStatus(new MtaEvent.StatusChanged(MtaEvent.OperStatus.QUIESCING));
        long deadline = ports.time().ticks() + atMost.toNanos();
        boolean interrupted = stopListening(deadline);
        try {
            queue.quiesce(left(deadline));
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            journal.close();
            observer.close();
            tellStatus(new MtaEvent.StatusChanged(MtaEvent.OperStatus.DOWN));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * @return whether the thread was interrupted, which must not keep the queue from its end
     */
    private boolean stopListening(long deadline) {
        try {
            for (var listener : open()) {
                listener.stop(left(deadline).dividedBy(2));
            }
            for (var listener : accessServices()) {
                listener.stop(left(deadline).dividedBy(2));
            }
            return false;
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    private Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - ports.time().ticks()));
    }

    /** Stops with little patience. */
    @Override
    public void close() {
        stop(ABORT);
    }
}
