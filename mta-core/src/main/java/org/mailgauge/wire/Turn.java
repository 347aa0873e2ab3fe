package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
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

    /** Something that waits for the client. */
    interface Waiting<T> {
        T come() throws IOException;
    }

    /**
     * Lets the driver wait for its client.
     *
     * @return what came; null when the server stops, and the driver has to tell the client
     * @throws IOException when waiting fails, or the stopper has told the client and closed
     */
    <T> @Nullable T await(Waiting<T> waiting) throws IOException {
        holder.set(Holder.IDLE);
        if (stopping && resume()) {
            return null;
        }
        T came;
        try {
            came = waiting.come();
        } catch (IOException gone) {
            resume();
            throw gone;
        }
        if (!resume()) {
            throw new IOException("the server stops");
        }
        return came;
    }

    /** The driver goes on, unless the stopper has the output for ever. */
    private boolean resume() {
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
