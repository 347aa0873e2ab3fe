package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.admin.AuditLog;
import org.mailgauge.agent.admin.Reloads;
import org.mailgauge.agent.admin.Site;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.cli.DataFolder;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.Postmasters;
import org.mailgauge.agent.demo.DemoTraffic;
import org.mailgauge.agent.demo.DemoWorld;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.agent.snmp.Notifications;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.SnapshotSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Builds all parts in the order in which they need each other, and closes them in reverse. */
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final int IO_THREADS = 4;
    private static final int PRIVILEGED = 1024;

    private final AgentConfig config;
    private final Path file;
    private final Lifecycle life;
    private final Announcement said;

    /** Null before it has begun. */
    private volatile @Nullable Notifications informing;

    /** Whether everything has begun; what fails from then on fails at the end. */
    private boolean serving;

    Wiring(AgentConfig config, Path file, Lifecycle life, Announcement said) {
        this.config = config;
        this.file = file;
        this.life = life;
        this.said = said;
    }

    /** Serves until the lifecycle is asked to end, then stops in bounded time. */
    Exit serve(boolean demo) throws Failure {
        warnOfRoot();
        var entropy = new HostEntropy();
        try (var data = DataFolder.ofServer(config.dataDir());
                var time = new HostTime();
                var tasks = new HostTasks(IO_THREADS);
                var net = new HostNet();
                var tls = TlsPart.start(config, time, tasks, entropy);
                var users = UsersPart.open(config, data.disk(), tasks, time);
                var mail =
                        MailPart.open(
                                config, users.accounts(), data.disk(), tasks, time, entropy)) {
            if (DataFolder.isOpen(config.dataDir())) {
                LOG.warn("data-dir {} is open to others; chmod 700 it", config.dataDir());
            }
            Postmasters.missing(config, at -> users.accounts().find(at).isPresent())
                    .ifPresent(warning -> LOG.warn("{}", warning.text(file.toString())));
            var inForce = new InForce(config, time.wall());
            Supplier<Instant> loaded = inForce::loaded;
            var world = new DemoWorld(net, time, tasks, entropy);
            var ports =
                    new MtaServer.Ports(
                            time,
                            data.disk(),
                            net,
                            new HostResolver(tasks),
                            entropy,
                            tasks,
                            tls.port(),
                            users.logins());
            var agentx = new AgentxPart(config);
            var audit = new AuditLog(data.disk(), tasks, time);
            try (var traffic = demo ? traffic(world) : null;
                    var metrics = new MetricsPage(time);
                    var watch = WatchPart.of(config, ports, false);
                    var mta =
                            new Drained(
                                    start(traffic, agentx, tls, users, mail, watch, ports),
                                    config,
                                    ports);
                    var sinks = Faces.sinks(config, ports);
                    var told = mta.faces().notifications();
                    var tellsMaster =
                            told == null ? agentx.notifications(mta.snapshots(), ports) : null;
                    var alarms = mta.faces().alarms(sinks, told != null ? told : tellsMaster);
                    var snmp = mta.faces().snmp(alarms, loaded, tls);
                    var _ = agentx.start(mta.snapshots(), alarms, loaded, ports);
                    var reloader =
                            new Reloader(
                                    file,
                                    inForce,
                                    new Reloader.Parts(
                                            mta.snapshots(),
                                            mta.server(),
                                            shape(traffic),
                                            alarms,
                                            sinks,
                                            told,
                                            tellsMaster,
                                            snmp,
                                            tls,
                                            users,
                                            mail,
                                            time,
                                            tasks));
                    var admin =
                            admin(
                                    mta.server(),
                                    ports,
                                    alarms,
                                    metrics,
                                    audit,
                                    reloader,
                                    users,
                                    mail)) {
                informing = told;
                if (told != null && snmp != null) {
                    told.also(agentx::tell);
                    told.start(snmp, alarms::state);
                }
                if (tellsMaster != null) {
                    tellsMaster.start(alarms::state);
                }
                alarms.start();
                watch.start();
                mta.server().onBroken(() -> life.stop(Exit.TEMPORARY));
                reloader.begin();
                var reloads = new Reloads(audit, reloader);
                life.onHangup(new Coalescing(tasks, "reload", reloads::signal)::ask);
                said.print(file, mta.server(), snmp, admin);
                serving = true;
                if (traffic == null) {
                    life.await();
                } else {
                    new Demonstration(config, life, said, traffic, mta.server())
                            .run(users, entropy);
                }
                LOG.info("stopping, for at most {}", config.stopWithin());
                mta.drain();
            }
        } catch (BindException e) {
            throw bind(e);
        } catch (IOException e) {
            if (!serving) {
                throw new Failure(Exit.IO, "cannot start: " + e.getMessage());
            }
            LOG.error("stopping failed in part; the next start recovers what is on disk", e);
            life.failed(Exit.IO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("stopped");
        return life.exit();
    }

    /** How many informs wait, which the snapshot shows with the rest of the machinery. */
    private void informs(ObjDoubleConsumer<String> into) {
        var told = informing;
        if (told != null) {
            told.read(into);
        }
    }

    private DemoTraffic traffic(DemoWorld world) throws IOException {
        var anywhere = new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), 0);
        return DemoTraffic.prepare(world, Demo.plan(config.demo()), anywhere);
    }

    private MtaServer start(
            @Nullable DemoTraffic traffic,
            AgentxPart agentx,
            TlsPart tls,
            UsersPart users,
            MailPart mail,
            WatchPart watch,
            MtaServer.Ports ports)
            throws IOException {
        return MtaServer.start(
                shape(traffic).apply(config.mta()),
                new MtaServer.Presence(
                        config.destinationGroups(),
                        config.destinationRows(),
                        Announcement.url(config, 0),
                        List.of(agentx, tls, this::informs, users, mail, watch),
                        watch),
                ports,
                mail.mailboxes(),
                mail.access(config, users.logins()));
    }

    /** What the MTA gets in place of its configuration. */
    private static UnaryOperator<MtaConfig> shape(@Nullable DemoTraffic traffic) {
        return mta -> traffic == null ? mta : Demo.with(mta, traffic);
    }

    private @Nullable AdminServer admin(
            MtaServer mta,
            MtaServer.Ports ports,
            Alarms alarms,
            MetricsPage metrics,
            AuditLog audit,
            Reloader reloader,
            UsersPart users,
            MailPart mail)
            throws IOException {
        var shows =
                new Site.Shows(
                        mta.snapshots(),
                        mta.queueView(),
                        mta.queueControl(),
                        audit,
                        new Reloads(audit, reloader),
                        alarms,
                        metrics,
                        mail.store(),
                        config.mta().hostname(),
                        users.changes(reloader::localDomains),
                        mail.hold());
        return Faces.admin(config, shows, ports, reloader);
    }

    private void warnOfRoot() {
        boolean unprivileged =
                config.mta().listeners().stream()
                        .map(MtaConfig.Listener::at)
                        .noneMatch(
                                at ->
                                        at instanceof MtaConfig.At.Tcp(var endpoint)
                                                && endpoint.port() < PRIVILEGED);
        if ("root".equals(System.getProperty("user.name")) && unprivileged) {
            LOG.warn("running as root, though no port is below 1024: use an account of its own");
        }
    }

    static Failure bind(BindException e) {
        var text = String.valueOf(e.getMessage());
        return text.contains("ermission")
                ? new Failure(
                        Exit.NO_PERMISSION,
                        "cannot listen: "
                                + text
                                + "; ports below 1024 need root or CAP_NET_BIND_SERVICE")
                : new Failure(
                        Exit.UNAVAILABLE,
                        "cannot listen: "
                                + text
                                + "; another program may have the port: change listen, or stop it");
    }

    /**
     * The MTA, stopped once: in order while the views still show it, or else when all is closed.
     */
    private static final class Drained implements AutoCloseable {
        private final MtaServer server;
        private final Faces faces;
        private final Duration within;
        private boolean stopped;

        Drained(MtaServer server, AgentConfig config, MtaServer.Ports ports) {
            this.server = server;
            this.faces = new Faces(config, server.snapshots(), ports);
            this.within = config.stopWithin();
        }

        SnapshotSource snapshots() {
            return server.snapshots();
        }

        /** What shows it. */
        Faces faces() {
            return faces;
        }

        MtaServer server() {
            return server;
        }

        void drain() {
            if (!stopped) {
                stopped = true;
                server.stop(within);
            }
        }

        @Override
        public void close() {
            drain();
        }
    }
}
