package org.mailgauge;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.Observer;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.wire.ConnectionLimits;

import java.time.Duration;

/**
 * Watches what decides applOperStatus while the MTA runs: congested while no more inbound
 * associations can be accepted (RFC 2788), halted once the journal is broken. Safe for use by any
 * thread; its own monitor guards the fields.
 */
final class StatusWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Time time;
    private final Observer observer;
    private final ConnectionLimits connections;
    private final Journal journal;
    private OperStatus told = OperStatus.RESTARTING;
    private Time.@Nullable Timer timer;
    private @Nullable Runnable onBroken;
    private boolean closed;

    StatusWatch(Time time, Observer observer, ConnectionLimits connections, Journal journal) {
        this.time = time;
        this.observer = observer;
        this.connections = connections;
        this.journal = journal;
    }

    synchronized void onBroken(Runnable task) {
        onBroken = task;
    }

    synchronized void start() {
        look();
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        var now = now();
        if (now != told) {
            told = now;
            observer.tell(new MtaEvent.StatusChanged(now));
        }
        var task = onBroken;
        if (now == OperStatus.HALTED && task != null) {
            onBroken = null;
            task.run();
        }
        timer = time.after(LOOK, this::look);
    }

    private OperStatus now() {
        if (journal.condition() instanceof Journal.Condition.Broken) {
            return OperStatus.HALTED;
        }
        return connections.congested() ? OperStatus.CONGESTED : OperStatus.UP;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
