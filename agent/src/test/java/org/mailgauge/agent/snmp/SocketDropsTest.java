package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

class SocketDropsTest {
    private static final long SECOND = 1_000_000_000;
    private static final int SENT = 2_000;

    @TempDir Path folder;

    private static InetSocketAddress at(String address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    private void tables(String ipv4, String ipv6) throws IOException {
        Files.writeString(folder.resolve("udp"), "sl local_address\n" + ipv4);
        Files.writeString(folder.resolve("udp6"), "sl local_address\n" + ipv6);
    }

    @Test
    void addsUpWhatTheKernelDroppedOfEachSocket() throws IOException {
        tables(
                """
                  1: 0100007F:00A1 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1 2 0 5
                  2: 0100007F:00A2 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1 2 0 9
                """,
                """
                  3: 0000000000000000FFFF00000100007F:00A1 0:0 07 0:0 00:0 0 0 0 1 2 0 20
                  4: 00000000000000000000000001000000:00A1 0:0 07 0:0 00:0 0 0 0 1 2 0 300
                """);
        var drops = new SocketDrops(List.of(at("127.0.0.1", 161), at("::1", 161)), folder);
        assertEquals(OptionalLong.of(325), drops.total(0));
    }

    @Test
    void readsAtMostOnceASecond() throws IOException {
        tables("1: 0100007F:00A1 0:0 07 0:0 00:0 0 0 0 1 2 0 5\n", "");
        var drops = new SocketDrops(List.of(at("127.0.0.1", 161)), folder);
        assertEquals(OptionalLong.of(5), drops.total(7));
        tables("1: 0100007F:00A1 0:0 07 0:0 00:0 0 0 0 1 2 0 6\n", "");
        assertEquals(OptionalLong.of(5), drops.total(6 + SECOND));
        assertEquals(OptionalLong.of(6), drops.total(7 + SECOND));
    }

    @Test
    void whatTheKernelDoesNotSayIsUnknown() throws IOException {
        assertTrue(new SocketDrops(List.of(at("::1", 161)), folder).total(0).isEmpty());
        tables("", "nothing that we know\n");
        assertTrue(new SocketDrops(List.of(at("::1", 161)), folder).total(0).isEmpty());
    }

    @Test
    void aRealSocketThatNobodyReadsDrops() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        try (var full = new DatagramSocket(0, loopback);
                var sender = new DatagramSocket(0, loopback)) {
            full.setReceiveBufferSize(4096);
            var address = (InetSocketAddress) full.getLocalSocketAddress();
            var drops = new SocketDrops(List.of(address));
            assertEquals(OptionalLong.of(0), drops.total(0));
            for (int i = 0; i < SENT; i++) {
                sender.send(new DatagramPacket(new byte[512], 512, address));
            }
            long dropped = drops.total(SECOND).orElseThrow();
            assertTrue(dropped > SENT / 2 && dropped < SENT, dropped + " of " + SENT);
        }
    }
}
