package org.mailgauge.host;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes connections whose write has passed its deadline: a blocking write on a socket has none of
 * its own. One look over all open connections four times a second costs less than a timer for each
 * write. Safe for use by any thread.
 */
final class WriteWatch implements AutoCloseable {
    private static final long PERIOD_NANOS = 250_000_000;

    private final Set<HostConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WriteWatch() {
        Thread.ofPlatform().daemon().name("write-watch").start(this::watch);
    }

    void add(HostConnection connection) {
        open.add(connection);
    }

    void remove(HostConnection connection) {
        open.remove(connection);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(PERIOD_NANOS);
            long now = System.nanoTime();
            for (var connection : open) {
                connection.closeWhenLate(now);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
