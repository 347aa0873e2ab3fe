package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.admin.AuditLog;
import org.mailgauge.agent.admin.Reloads;
import org.mailgauge.agent.admin.Site;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.cli.DataFolder;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.collect.Watching;
import org.mailgauge.collect.postfix.PostfixFinder;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.observe.DiskIndexStore;
import org.mailgauge.observe.SnapshotSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Builds all that watches foreign MTAs without an MTA of ours, and closes it in reverse. */
final class WatchWiring {
    private static final Logger LOG = LoggerFactory.getLogger(WatchWiring.class);
    private static final int IO_THREADS = 2;

    private final AgentConfig config;
    private final Path file;
    private final Lifecycle life;
    private final Announcement said;

    WatchWiring(AgentConfig config, Path file, Lifecycle life, Announcement said) {
        this.config = config;
        this.file = file;
        this.life = life;
        this.said = said;
    }

    /** Watches until the lifecycle is asked to end. */
    Exit watch() throws Failure {
        var entropy = new HostEntropy();
        try (var data = DataFolder.ofServer(config.dataDir());
                var time = new HostTime();
                var tasks = new HostTasks(IO_THREADS);
                var net = new HostNet();
                var tls = TlsPart.start(config, time, tasks, entropy)) {
            var inForce = new InForce(config, time.wall());
            Supplier<Instant> loaded = inForce::loaded;
            var ports =
                    new MtaServer.Ports(
                            time, data.disk(), net, new HostResolver(tasks), entropy, tasks);
            var agentx = new AgentxPart(config);
            var audit = new AuditLog(data.disk(), tasks, time);
            try (var metrics = new MetricsPage(time);
                    var watch = WatchPart.of(config, ports, true);
                    var watching =
                            Watching.start(
                                    time,
                                    tasks,
                                    new DiskIndexStore(data.disk(), tasks, MtaServer.INDEXES),
                                    watch,
                                    List.of(agentx, tls, watch));
                    var sinks = Faces.sinks(config, ports)) {
                var faces = new Faces(config, watching.snapshots(), ports);
                try (var told = faces.notifications();
                        var tellsMaster =
                                told == null
                                        ? agentx.notifications(watching.snapshots(), ports)
                                        : null;
                        var alarms = faces.alarms(sinks, told != null ? told : tellsMaster);
                        var snmp = faces.snmp(alarms, loaded, tls);
                        var _ = agentx.start(watching.snapshots(), alarms, loaded, ports);
                        var reloader =
                                new Reloader(
                                        file,
                                        inForce,
                                        new Reloader.Parts(
                                                watching.snapshots(),
                                                null,
                                                UnaryOperator.identity(),
                                                alarms,
                                                sinks,
                                                told,
                                                tellsMaster,
                                                snmp,
                                                tls,
                                                null,
                                                null,
                                                time,
                                                tasks));
                        var admin =
                                admin(
                                        watching.snapshots(),
                                        ports,
                                        alarms,
                                        metrics,
                                        audit,
                                        reloader)) {
                    if (told != null && snmp != null) {
                        told.also(agentx::tell);
                        told.start(snmp, alarms::state);
                    }
                    if (tellsMaster != null) {
                        tellsMaster.start(alarms::state);
                    }
                    alarms.start();
                    watch.start();
                    reloader.begin();
                    var reloads = new Reloads(audit, reloader);
                    life.onHangup(new Coalescing(tasks, "reload", reloads::signal)::ask);
                    said.print(file, null, snmp, admin);
                    watch.lines().forEach(said::say);
                    life.await();
                    LOG.info("stopping");
                }
            }
        } catch (BindException e) {
            throw Wiring.bind(e);
        } catch (PostfixFinder.NotFoundException e) {
            throw new Failure(Exit.UNAVAILABLE, "nothing to watch: " + e.getMessage());
        } catch (IOException e) {
            throw new Failure(Exit.IO, "cannot watch: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("stopped");
        return life.exit();
    }

    private @Nullable AdminServer admin(
            SnapshotSource snapshots,
            MtaServer.Ports ports,
            Alarms alarms,
            MetricsPage metrics,
            AuditLog audit,
            Reloader reloader)
            throws IOException {
        var shows =
                new Site.Shows(
                        snapshots,
                        null,
                        null,
                        audit,
                        new Reloads(audit, reloader),
                        alarms,
                        metrics,
                        config.mta().hostname());
        return Faces.admin(config, shows, ports, reloader);
    }
}
