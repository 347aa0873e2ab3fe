package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.time.Duration;

/** Does something each time an interval is over. Safe for use by any thread. */
final class Heartbeat implements AutoCloseable {
    private final Time time;
    private final @Nullable Duration every;
    private final Runnable beat;
    private volatile Time.@Nullable Timer timer;
    private volatile boolean closed;

    /**
     * @param every null for never
     */
    Heartbeat(Time time, @Nullable Duration every, Runnable beat) {
        this.time = time;
        this.every = every;
        this.beat = beat;
    }

    void start() {
        if (every != null && !closed) {
            timer = time.after(every, this::once);
        }
    }

    /** Beats at another pace from now on; this one ends. Null for never. */
    Heartbeat every(@Nullable Duration other) {
        close();
        var next = new Heartbeat(time, other, beat);
        next.start();
        return next;
    }

    private void once() {
        beat.run();
        start();
    }

    @Override
    public void close() {
        closed = true;
        var last = timer;
        if (last != null) {
            last.cancel();
        }
    }
}
