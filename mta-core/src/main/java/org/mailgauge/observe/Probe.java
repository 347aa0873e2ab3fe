package org.mailgauge.observe;

import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * A part of the machinery that reports gauges and totals of its own: journal, disk, listeners,
 * buffers.
 */
public interface Probe {

    /**
     * Gives each value under its metric name: lower case with underscores, unit at the end, {@code
     * _total} for what only rises. Unknown values are left out. Quick; called for every snapshot.
     */
    void read(ObjDoubleConsumer<String> into);

    /** Gives each distribution, likewise. */
    default void distributions(Consumer<Distribution> into) {
        // Most have none.
    }

    /** Gives each collector, likewise. */
    default void collectors(Consumer<Collector> into) {
        // Most have none.
    }

    /** Gives each listener, likewise. */
    default void listeners(Consumer<Listener> into) {
        // Most have none.
    }
}
