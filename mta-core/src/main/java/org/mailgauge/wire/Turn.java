package org.mailgauge.wire;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Whose a connection's output is: who stops the server may only write while the driver waits idly.
 * Safe for use by any thread.
 */
final class Turn {
    /*
     * BUSY: the driver's. IDLE: the driver waits, and whoever moves it on has it: the driver to BUSY
     * when something has come, the stopper to STOPPED, for ever. stopping is set before the stopper
     * tries, and looked at after the driver is IDLE, so that one of the two sees the other.
     */
    private enum Holder {
        BUSY,
        IDLE,
        STOPPED
    }

    private final AtomicReference<Holder> holder = new AtomicReference<>(Holder.BUSY);
    private volatile boolean stopping;

    /**
     * The driver begins to wait.
     *
     * @return false when the server stops and the driver has to tell the client; it goes on then
     */
    boolean await() {
        holder.set(Holder.IDLE);
        return !(stopping && resume());
    }

    /**
     * The driver goes on.
     *
     * @return false when the stopper has written and closed meanwhile
     */
    boolean resume() {
        return holder.compareAndSet(Holder.IDLE, Holder.BUSY);
    }

    /**
     * The server stops.
     *
     * @return whether the output is the caller's from now on
     */
    boolean stop() {
        stopping = true;
        return holder.compareAndSet(Holder.IDLE, Holder.STOPPED);
    }
}
