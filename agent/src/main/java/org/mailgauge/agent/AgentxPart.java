package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.agentx.Subagent;
import org.mailgauge.agent.alarm.Alarms;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.MasterNotifications;
import org.mailgauge.agent.snmp.MasterView;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.SnapshotSource;

import java.time.Instant;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;

/**
 * The AgentX sub-agent, when there is one: begun after the MTA, as it shows the MTA's snapshots,
 * and shown in them. Safe for use by any thread.
 */
final class AgentxPart implements Probe {
    private final AgentConfig config;
    private volatile @Nullable Subagent subagent;

    AgentxPart(AgentConfig config) {
        this.config = config;
    }

    /** Null when it is off; what is begun has to be closed before the MTA is. */
    @Nullable Subagent start(
            SnapshotSource snapshots,
            Alarms alarms,
            Supplier<Instant> loaded,
            MtaServer.Ports ports) {
        var settings = SubagentSettings.of(config);
        if (settings.isEmpty()) {
            return null;
        }
        var begun =
                Subagent.start(
                        settings.get(),
                        new MasterView(snapshots, alarms, loaded, ports.time()),
                        new Subagent.Parts(ports.time(), ports.net(), ports.tasks()));
        subagent = begun;
        return begun;
    }

    /** What tells the master of alarms without an agent of our own; null when it is off. */
    @Nullable MasterNotifications notifications(SnapshotSource snapshots, MtaServer.Ports ports) {
        return config.agentx() == null
                ? null
                : new MasterNotifications(
                        config.mta().hostname(),
                        snapshots,
                        ports.time(),
                        config.snmp().notifications().heartbeat(),
                        this::tell);
    }

    /** Gives the master a notification, when there is a session. */
    void tell(Notification notification) {
        var running = subagent;
        if (running != null) {
            running.tell(notification.elsewhere());
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        var running = subagent;
        if (running != null) {
            running.status().give(into);
        }
    }
}
