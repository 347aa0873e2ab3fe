package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.admin.AdminToken;
import org.mailgauge.agent.admin.Site;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.cli.SnmpSettings;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.metrics.MetricsPage;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostResolver;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Builds everything in the order of dependence, keeps it until the end, and closes it in the
 * opposite order.
 */
final class Wiring {
    private static final String LOCK = "lock";
    private static final int IO_THREADS = 4;

    private Wiring() {}

    /** What is done while everything runs. */
    interface Life {
        Exit live(Running running) throws Failure;
    }

    /** The parts that a life may want. */
    record Running(
            AgentConfig config,
            HostTime time,
            MtaServer mta,
            @Nullable SnmpAgent snmp,
            @Nullable AdminServer http) {}

    /** Starts everything, lets it live, and stops what that has not stopped. */
    static Exit run(AgentConfig config, Life life) throws Failure {
        var entropy = new HostEntropy();
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(IO_THREADS)) {
            var disk = HostDisk.at(config.dataDir());
            var ports =
                    new MtaServer.Ports(time, disk, net, new HostResolver(tasks), entropy, tasks);
            try (var _ = lock(disk, config);
                    var metrics = new MetricsPage(time);
                    var mta = MtaServer.start(config.mta(), presence(config), ports);
                    var snmp = snmp(config, mta, time, entropy);
                    var http = http(config, mta, metrics, time, entropy)) {
                return life.live(new Running(config, time, mta, snmp, http));
            }
        } catch (IOException failed) {
            throw failure(failed, config);
        }
    }

    private static Closeable lock(HostDisk disk, AgentConfig config) throws IOException, Failure {
        return disk.lock(LOCK)
                .orElseThrow(
                        () ->
                                new Failure(
                                        Exit.TEMPORARY,
                                        config.dataDir()
                                                + " is in use by another mailgauge: stop that"
                                                + " one, or set another data-dir"));
    }

    private static MtaServer.Presence presence(AgentConfig config) {
        var listen = config.http().listen();
        var url = listen == null ? "" : "http://" + listen + "/";
        return new MtaServer.Presence(config.destinationGroups(), url);
    }

    private static @Nullable SnmpAgent snmp(
            AgentConfig config, MtaServer mta, HostTime time, HostEntropy entropy)
            throws IOException {
        var settings = SnmpSettings.of(config);
        return settings == null
                ? null
                : SnmpAgent.start(mta.snapshots(), time, entropy, settings, config.dataDir());
    }

    private static @Nullable AdminServer http(
            AgentConfig config,
            MtaServer mta,
            MetricsPage metrics,
            HostTime time,
            HostEntropy entropy)
            throws IOException {
        var listen = config.http().listen();
        if (listen == null) {
            return null;
        }
        var token = AdminToken.create(config.dataDir(), entropy);
        var shows =
                new Site.Shows(mta.snapshots(), mta.queueView(), metrics, config.mta().hostname());
        return AdminServer.start(listen, new Site(shows, time, token, config.http().hostNames()));
    }

    private static Failure failure(IOException failed, AgentConfig config) {
        var exit = failed instanceof FileSystemException ? Exit.CANNOT_CREATE : Exit.UNAVAILABLE;
        var name = failed instanceof FileSystemException ? failed.getClass().getSimpleName() : "";
        return new Failure(
                exit,
                "cannot start: "
                        + (name.isEmpty() ? "" : name + ": ")
                        + failed.getMessage()
                        + " (data-dir "
                        + config.dataDir()
                        + ")");
    }
}
