package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.transport.DefaultTcpTransportMapping;
import org.snmp4j.util.WorkerTask;

import java.io.IOException;

/**
 * The library's TCP, whose {@code close} comes to an end. The library waits for its thread with the
 * lock held that the thread takes for each new connection, and when it ends of its own accord. Here
 * the thread is told to end, and waited for, before that lock is taken.
 */
class TcpMapping extends DefaultTcpTransportMapping {
    /**
     * @param listens whether it takes connections, or only makes them
     */
    TcpMapping(TcpAddress address, boolean listens) throws IOException {
        super(address, listens);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is what it is for
    public void close() throws IOException {
        var thread = thread();
        if (thread != null) {
            thread.terminate();
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException _) {
                // The thread itself closes when its sockets fail; it does not wait for itself.
                Thread.currentThread().interrupt();
            }
        }
        super.close();
    }

    private synchronized @Nullable WorkerTask thread() {
        return listenWorkerTask;
    }
}
