package org.mailgauge.agent.snmp;

import org.mailgauge.address.Endpoint;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A session of TLS by the JDK's own socket. */
final class TlsPipe implements SecureManager.Pipe {
    private final SSLSocket socket;
    private final DataInputStream in;

    /** Connects and does the handshake. */
    TlsPipe(SSLContext context, Endpoint agent) throws IOException {
        socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getByAddress(agent.address().octets()),
                                        agent.port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        in = new DataInputStream(socket.getInputStream());
    }

    @Override
    public void send(byte[] message) throws IOException {
        socket.getOutputStream().write(message);
    }

    /** A sequence, by its BER length. */
    @Override
    public byte[] receive() throws IOException {
        int tag = in.readUnsignedByte();
        int first = in.readUnsignedByte();
        var more = new byte[first < 0x80 ? 0 : first - 0x80];
        in.readFully(more);
        int length = first < 0x80 ? first : 0;
        for (byte each : more) {
            length = length << 8 | (each & 0xFF);
        }
        var whole = new byte[2 + more.length + length];
        whole[0] = (byte) tag;
        whole[1] = (byte) first;
        System.arraycopy(more, 0, whole, 2, more.length);
        in.readFully(whole, 2 + more.length, length);
        return whole;
    }

    SSLSocket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
