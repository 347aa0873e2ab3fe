package org.mailgauge.agent.snmp;

import org.snmp4j.TransportStateReference;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.smi.TcpAddress;
import org.snmp4j.transport.MessageLength;
import org.snmp4j.transport.MessageLengthDecoder;
import org.snmp4j.transport.TransportStateEvent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The listener of SNMP over TCP (RFC 3430): messages follow each other, each as long as its BER
 * says. One thread serves all connections. A connection ends when it is idle for a minute, when it
 * sends what is no message, and when its peer does not take answers as fast as it asks.
 */
final class TcpSocket extends TcpMapping {
    /* The library's own writer sends what fits the socket's buffer and forgets the rest of the
     * message, and answers a peer that has gone by a connection to it. Neither happens here. */

    TcpSocket(TcpAddress listen, int messageOctets) throws IOException {
        super(listen, true);
        setMaxInboundMessageSize(messageOctets);
        // A message is decoded before the next is read: one buffer is enough.
        setAsyncMsgProcessingSupported(false);
        setConnectionTimeout(Limits.TCP_IDLE_MILLIS);
        setMaxInboundConnections(Limits.TCP_CONNECTIONS);
        setMessageLengthDecoder(new WholeMessages(messageOctets));
        addTransportStateListener(this::boundEachSource);
    }

    /** Where a message ends; what does not begin like one that we take ends the connection. */
    private record WholeMessages(int most) implements MessageLengthDecoder {
        /** A tag, the octet of a short length, or that and the four of a long one. */
        private static final int HEADER = 6;

        @Override
        public int getMinHeaderLength() {
            return HEADER;
        }

        @Override
        public MessageLength getMessageLength(ByteBuffer begun) throws IOException {
            var in = new BERInputStream(begun);
            var tag = new BER.MutableByte();
            int length = BER.decodeHeader(in, tag, false);
            int header = (int) in.getPosition();
            if (tag.getValue() != BER.SEQUENCE || length > most - header) {
                throw new IOException("no SNMP message");
            }
            return new MessageLength(header, length);
        }
    }

    private void boundEachSource(TransportStateEvent event) {
        if (event.getNewState() == TransportStateEvent.STATE_CONNECTED
                && event.getPeerAddress() instanceof TcpAddress peer) {
            long same =
                    sockets.keySet().stream()
                            .filter(one -> one.getInetAddress().equals(peer.getInetAddress()))
                            .count();
            event.setCancelled(same > Limits.TCP_CONNECTIONS_OF_A_SOURCE);
        }
    }

    @Override
    public void sendMessage(
            TcpAddress peer,
            byte[] message,
            TransportStateReference state,
            long timeoutMillis,
            int retries)
            throws IOException {
        var connection = sockets.get(peer);
        if (connection == null || !connection.getSocketChannel().isConnected()) {
            return;
        }
        if (connection.getMessages().size() >= Limits.TCP_ANSWERS_WAITING) {
            connection.getSocketChannel().close();
            sockets.remove(peer);
            return;
        }
        super.sendMessage(peer, message, state, timeoutMillis, retries);
    }

    @Override
    protected ServerThread newServerThread() throws IOException {
        return new WholeAnswers();
    }

    private final class WholeAnswers extends ServerThread {
        WholeAnswers() throws IOException {
            super();
        }

        @Override
        protected void writeMessage(SocketEntry connection, SocketChannel channel)
                throws IOException {
            var message = connection.nextMessage();
            if (message == null) {
                // Nothing left: the library then stops waiting for room.
                super.writeMessage(connection, channel);
                return;
            }
            var octets = ByteBuffer.wrap(message);
            channel.write(octets);
            if (octets.hasRemaining()) {
                throw new IOException("the peer does not take its answers");
            }
        }
    }
}
