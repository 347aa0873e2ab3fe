package org.mailgauge.agent.alarm.sink;

import org.mailgauge.address.Endpoint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Syslog over UDP (RFC 5426): one message a datagram. Nobody confirms it. */
final class DatagramWire implements Syslog.Wire {
    private final DatagramChannel channel;

    private DatagramWire(DatagramChannel channel) {
        this.channel = channel;
    }

    /** Connected, so that a receiver that refuses one datagram fails the next. */
    static DatagramWire to(Endpoint receiver) throws IOException {
        var channel = DatagramChannel.open();
        boolean open = false;
        try {
            channel.connect(
                    new InetSocketAddress(
                            InetAddress.getByAddress(receiver.address().octets()),
                            receiver.port()));
            open = true;
            return new DatagramWire(channel);
        } finally {
            if (!open) {
                channel.close();
            }
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        channel.write(ByteBuffer.wrap(message));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
