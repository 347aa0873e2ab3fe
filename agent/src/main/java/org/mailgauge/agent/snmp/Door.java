package org.mailgauge.agent.snmp;

import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.Address;
import org.snmp4j.transport.TransportListener;

import java.nio.ByteBuffer;

/**
 * Leads each message to the gate of the configuration in force. A message sees one configuration
 * whole: who may ask, at what rate and what they see. Safe for use by any thread.
 */
final class Door implements TransportListener {
    private volatile Gate gate;

    Door(Gate gate) {
        this.gate = gate;
    }

    /**
     * Messages that come from now on go there; those that are being answered stay where they are.
     */
    void become(Gate other) {
        gate = other;
    }

    @Override
    public <A extends Address> void processMessage(
            TransportMapping<? super A> socket,
            A from,
            ByteBuffer message,
            TransportStateReference state) {
        gate.processMessage(socket, from, message, state);
    }
}
