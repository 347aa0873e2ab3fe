package org.mailgauge.host;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Wakes threads that wait for a Unix-domain socket: unlike a TCP socket its channel has no
 * deadline, so reads and writes do not block but park until the poller sees that they can go on.
 * Safe for use by any thread.
 */
final class LocalPoller implements AutoCloseable {
    private final Selector selector;
    private volatile boolean closed;

    LocalPoller() throws IOException {
        selector = Selector.open();
        Thread.ofPlatform().daemon().name("local-sockets").start(this::poll);
    }

    SelectionKey add(SocketChannel channel, LocalConnection connection) throws IOException {
        try {
            return channel.register(selector, 0, connection);
        } catch (ClosedSelectorException closing) {
            throw new IOException("local sockets are not watched any more", closing);
        }
    }

    /**
     * Wakes the connection's thread once the operation can go on.
     *
     * @return false when nothing will wake it: the connection, or the poller, is closed
     */
    boolean wake(SelectionKey key, int operation) {
        try {
            key.interestOpsOr(operation);
            selector.wakeup();
            return !closed;
        } catch (CancelledKeyException gone) {
            return false;
        }
    }

    /** A channel was closed: its descriptor goes with the next look. */
    void forget() {
        selector.wakeup();
    }

    private void poll() {
        try (selector) {
            while (!closed) {
                selector.select(LocalPoller::ready);
            }
            for (var key : selector.keys()) {
                connection(key).ready(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException failed) {
            throw new IllegalStateException("local sockets cannot be watched", failed);
        } finally {
            closed = true;
        }
    }

    private static void ready(SelectionKey key) {
        try {
            int operations = key.readyOps();
            key.interestOpsAnd(~operations);
            connection(key).ready(operations);
        } catch (CancelledKeyException _) {
            // Whoever closed it wakes its threads.
        }
    }

    private static LocalConnection connection(SelectionKey key) {
        return (LocalConnection) key.attachment();
    }

    /** Ends the poller's thread; connections that are open look for themselves now and then. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
