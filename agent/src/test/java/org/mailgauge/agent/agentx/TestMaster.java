package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.mailgauge.port.Net;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimConnection;
import org.snmp4j.smi.OctetString;

import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/** A master at the other end of a connection, each of whose packets the test sends itself. */
final class TestMaster implements AutoCloseable {
    private static final Duration LONG = Duration.ofDays(1);

    final Net.Connection connection;
    int session = 100;
    long upTime;

    TestMaster(Net.Connection connection) {
        this.connection = connection;
    }

    /** The next packet, which is there or comes without any time passing. */
    Packet packet() throws IOException {
        var frame = Decoder.frame(octets(Header.OCTETS));
        var begins = assertInstanceOf(Decoder.Frame.Begins.class, frame);
        return Decoder.packet(begins.header(), octets(begins.payload()));
    }

    private byte[] octets(int count) throws IOException {
        var octets = new byte[count];
        for (int had = 0; had < count; ) {
            int more = read(octets, had);
            assertEquals(1, Math.clamp(more, -1, 1), "the connection ended");
            had += more;
        }
        return octets;
    }

    private int read(byte[] into, int from) throws IOException {
        Await.until("a packet", this::readable);
        return connection.read(into, from, into.length - from, LONG);
    }

    private boolean readable() {
        try {
            return connection.readable();
        } catch (IOException ended) {
            return true;
        }
    }

    /** Waits until the other side has closed the connection. */
    void awaitEnd() {
        Await.until("the end", ((SimConnection) connection)::atEnd);
    }

    void send(Packet packet) throws IOException {
        var octets = Encoder.encode(packet);
        connection.write(octets, 0, octets.length, LONG);
    }

    /** Answers a packet. */
    void confirm(Packet asked, int error) throws IOException {
        send(asked.answer(new Pdu.Response(upTime, error, 0, List.of())));
    }

    /** Answers Open and as many registrations as are wanted; gives the last. */
    Packet accept(int regions) throws IOException {
        var open = packet();
        assertInstanceOf(Pdu.Open.class, open.pdu());
        send(
                new Packet(
                        new Header(
                                Pdu.Response.TYPE,
                                ByteOrder.BIG_ENDIAN,
                                false,
                                session,
                                0,
                                open.header().packet()),
                        new OctetString(),
                        new Pdu.Response(upTime, 0, 0, List.of())));
        var last = open;
        for (int i = 0; i < regions; i++) {
            last = packet();
            assertInstanceOf(Pdu.Register.class, last.pdu());
            confirm(last, Status.NO_ERROR);
        }
        return last;
    }

    /** Asks, and gives the answer. */
    Pdu.Response ask(Pdu pdu, int transaction) throws IOException {
        send(Packet.of(pdu, session, transaction, 1));
        return assertInstanceOf(Pdu.Response.class, packet().pdu());
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
