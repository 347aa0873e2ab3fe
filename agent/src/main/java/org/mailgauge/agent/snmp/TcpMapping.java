package org.mailgauge.agent.snmp;

import org.snmp4j.smi.TcpAddress;
import org.snmp4j.transport.DefaultTcpTransportMapping;

import java.io.IOException;

/**
 * The library's TCP, whose {@code close} comes to an end. The library tells its thread to end and
 * waits for it with the lock held that the thread takes when it ends of its own accord; told first
 * that it is wanted no more, the thread does not take it.
 */
class TcpMapping extends DefaultTcpTransportMapping {
    /**
     * @param listens whether it takes connections, or only makes them
     */
    TcpMapping(TcpAddress address, boolean listens) throws IOException {
        super(address, listens);
    }

    @Override
    public synchronized void close() throws IOException {
        var thread = listenWorkerTask;
        if (thread != null) {
            thread.terminate();
        }
        super.close();
    }
}
