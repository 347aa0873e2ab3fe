package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.admin.AdminServer;
import org.mailgauge.agent.admin.AdminToken;
import org.mailgauge.agent.admin.Site;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.alarm.sink.Sinks;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.Notifications;
import org.mailgauge.agent.snmp.SecurePorts;
import org.mailgauge.agent.snmp.SnmpAgent;
import org.mailgauge.agent.snmp.notify.Notifier;
import org.mailgauge.observe.SnapshotSource;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Builds what shows and tells of snapshots, whoever makes them: our MTA, or what is watched. */
final class Faces {
    private final AgentConfig config;
    private final SnapshotSource snapshots;
    private final MtaServer.Ports ports;

    Faces(AgentConfig config, SnapshotSource snapshots, MtaServer.Ports ports) {
        this.config = config;
        this.snapshots = snapshots;
        this.ports = ports;
    }

    static Sinks sinks(AgentConfig config, MtaServer.Ports ports) {
        return Sinks.start(
                config.sinks(),
                config.mta().hostname(),
                ProcessHandle.current().pid(),
                new Sinks.Parts(ports.time(), ports.tasks(), ports.net(), ports.entropy()));
    }

    /** Null when nobody gets notifications. */
    @Nullable Notifications notifications() throws IOException {
        var settings = SnmpSettings.of(config);
        return settings.isEmpty()
                ? null
                : Notifications.open(
                        settings.get(),
                        snapshots,
                        new Notifier.Parts(ports.time(), ports.disk(), ports.tasks()));
    }

    Alarms alarms(Sinks out, @Nullable AlarmSink told) throws IOException {
        return Alarms.open(
                new Alarms.Parts(ports.time(), ports.disk(), ports.tasks()),
                Reloader.rules(config),
                snapshots,
                List.of(),
                Reloader.ways(out.all(), told));
    }

    /** Null when there is no HTTP. */
    static @Nullable AdminServer admin(
            AgentConfig config, Site.Shows shows, MtaServer.Ports ports, Reloader reloader)
            throws IOException {
        var listen = config.http().listen();
        if (listen == null) {
            return null;
        }
        var token = AdminToken.create(config.dataDir(), ports.entropy());
        return AdminServer.start(listen, new Site(shows, ports.time(), token, reloader::hostNames));
    }

    /** Null when the agent is off. */
    @Nullable SnmpAgent snmp(Alarms alarms, Supplier<Instant> loaded, TlsPart tls)
            throws IOException {
        var settings = SnmpSettings.of(config);
        return settings.isEmpty()
                ? null
                : SnmpAgent.start(
                        snapshots,
                        alarms,
                        loaded,
                        ports.time(),
                        ports.entropy(),
                        settings.get(),
                        new SecurePorts(ports.net(), tls.snmpPort(), ports.tasks(), tls.snmp()),
                        config.dataDir());
    }
}
