package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Whose a connection's output is: who stops the server, or has something to tell, may only write
 * while the driver waits idly. Safe for use by any thread.
 */
final class Turn {
    /*
     * Its monitor guards holder and stopping: a lock of its own is what every idle session would
     * have to keep. BUSY: the driver's. IDLE: the driver waits, and whoever moves it on has it: the
     * driver to BUSY when something has come, the stopper to STOPPED, for ever, and who has something
     * to tell to LENT, for a moment, for which a driver whose client has spoken meanwhile waits.
     * stopping is set before the stopper tries, and looked at whenever the driver is about to be
     * IDLE, so that one of the two sees the other.
     */
    private enum Holder {
        BUSY,
        IDLE,
        LENT,
        STOPPED
    }

    private Holder holder = Holder.BUSY;
    private boolean stopping;

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
        if (!idle()) {
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

    /** The driver waits from now on, unless the server stops. */
    private synchronized boolean idle() {
        if (stopping) {
            return false;
        }
        holder = Holder.IDLE;
        return true;
    }

    /** The driver goes on, unless the stopper has the output for ever. */
    private synchronized boolean resume() {
        awaitReturn();
        if (holder == Holder.STOPPED) {
            return false;
        }
        holder = Holder.BUSY;
        return true;
    }

    /** Waits while the output is lent. */
    private synchronized void awaitReturn() {
        boolean interrupted = false;
        while (holder == Holder.LENT) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lends the output to who has something to tell, if the driver waits idly.
     *
     * @return whether it is the caller's until {@link #giveBack}
     */
    synchronized boolean borrow() {
        if (holder != Holder.IDLE) {
            return false;
        }
        holder = Holder.LENT;
        return true;
    }

    /**
     * Gives the output back.
     *
     * @return whether the server has been stopped meanwhile: then the output stays the caller's for
     *     ever, who has to tell the client
     */
    synchronized boolean giveBack() {
        holder = stopping ? Holder.STOPPED : Holder.IDLE;
        notifyAll();
        return stopping;
    }

    /**
     * The server stops.
     *
     * @return whether the output is the caller's from now on
     */
    synchronized boolean stop() {
        stopping = true;
        if (holder != Holder.IDLE) {
            return false;
        }
        holder = Holder.STOPPED;
        return true;
    }
}
