package org.mailgauge.agent.snmp;

import org.mailgauge.port.Time;
import org.snmp4j.TransportMapping;
import org.snmp4j.TransportStateReference;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.TransportIpAddress;
import org.snmp4j.transport.TransportListener;

import java.nio.ByteBuffer;

/**
 * Lets messages in, before anything of them is read, as long as their source keeps to its rate:
 * those of TLS and DTLS to one place, all others to another.
 */
final class Gate implements TransportListener {
    private final Messages messages;
    private final Messages secure;
    private final SourceRates rates;
    private final Time time;
    private final Counters counters;

    Gate(Messages messages, Messages secure, SourceRates rates, Time time, Counters counters) {
        this.messages = messages;
        this.secure = secure;
        this.rates = rates;
        this.time = time;
        this.counters = counters;
    }

    @Override
    public <A extends Address> void processMessage(
            TransportMapping<? super A> socket,
            A from,
            ByteBuffer message,
            TransportStateReference state) {
        boolean admitted =
                from instanceof TransportIpAddress ip
                        && rates.admits(ip.getInetAddress(), time.ticks());
        if (admitted) {
            (socket instanceof SecureSocket ? secure : messages)
                    .processMessage(socket, from, message, state);
        } else {
            counters.increment(Counters.DROPPED_FOR_RATE);
        }
    }
}
