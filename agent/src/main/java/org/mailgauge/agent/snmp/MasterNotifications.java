package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.alarm.AlarmEvent;
import org.mailgauge.agent.alarm.AlarmSink;
import org.mailgauge.agent.alarm.AlarmState;
import org.mailgauge.agent.snmp.notify.Notification;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells alarms, and what happens to the server, to an AgentX master when there is no SNMP agent of
 * our own: the same as {@link Notifications#also} gives it else. Safe for use by any thread.
 */
public final class MasterNotifications implements AlarmSink, AutoCloseable {
    private final String host;
    private final SnapshotSource snapshots;
    private final Time time;
    private volatile Heartbeat heartbeat;
    private final Consumer<Notification> master;
    private volatile @Nullable Notices notices;
    private volatile Supplier<AlarmState> alarms = () -> AlarmState.EMPTY;

    /**
     * What is told to whom.
     *
     * @param host sysName
     * @param every of heartbeats; null for none
     * @param master must not wait
     */
    public MasterNotifications(
            String host,
            SnapshotSource snapshots,
            Time time,
            @Nullable Duration every,
            Consumer<Notification> master) {
        this.host = host;
        this.snapshots = snapshots;
        this.time = time;
        this.heartbeat = new Heartbeat(time, every, this::beat);
        this.master = master;
    }

    /** Begins to tell. Called once, before any alarm is told. */
    public void start(Supplier<AlarmState> state) {
        alarms = state;
        var source = new Pinned.Source(Picture.Source.of(snapshots, state), time, time.ticks());
        notices = new Notices(host, source);
        heartbeat.start();
    }

    /** Sends heartbeats at another pace from now on; null for never. */
    public void heartbeat(@Nullable Duration every) {
        heartbeat = heartbeat.every(every);
    }

    private void beat() {
        var says = notices;
        if (says != null) {
            master.accept(says.heartbeat(alarms.get()));
        }
    }

    /** The configuration was read again and is in force. */
    public void reloaded(Instant loaded) {
        var says = notices;
        if (says != null) {
            master.accept(says.reloaded(loaded, alarms.get()));
        }
    }

    @Override
    public void tell(AlarmEvent event) {
        var says = notices;
        if (says != null) {
            master.accept(says.alarm(event));
        }
    }

    @Override
    public void close() {
        heartbeat.close();
    }
}
