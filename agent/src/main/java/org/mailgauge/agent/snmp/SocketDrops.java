package org.mailgauge.agent.snmp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How many datagrams the kernel dropped because a UDP socket's buffer was full, as the last column
 * of Linux's tables of UDP sockets says. The tables are read when somebody asks, and then at most
 * once a second. Safe for use by any thread.
 */
final class SocketDrops {
    private static final Logger LOG = LoggerFactory.getLogger(SocketDrops.class);
    private static final long AGE_NANOS = 1_000_000_000;
    private static final int LOCAL_ADDRESS = 1;

    private final List<Path> tables;
    private final Set<String> sockets = new HashSet<>();
    private OptionalLong last = OptionalLong.empty();
    private long read;
    private boolean fresh;

    /**
     * @param sockets the local addresses of the sockets
     */
    SocketDrops(List<InetSocketAddress> sockets) {
        this(sockets, Path.of("/proc/self/net"));
    }

    /**
     * @param folder has the tables, udp and udp6
     */
    SocketDrops(List<InetSocketAddress> sockets, Path folder) {
        this.tables = List.of(folder.resolve("udp"), folder.resolve("udp6"));
        for (var socket : sockets) {
            this.sockets.add(column(socket.getAddress().getAddress(), socket.getPort()));
            if (socket.getAddress() instanceof Inet4Address) {
                this.sockets.add(column(mapped(socket.getAddress()), socket.getPort()));
            }
        }
    }

    /** A socket of both versions shows an IPv4 address within an IPv6 one (RFC 4291, 2.5.5.2). */
    private static byte[] mapped(InetAddress address) {
        return ByteBuffer.allocate(16)
                .putShort(10, (short) -1)
                .position(12)
                .put(address.getAddress())
                .array();
    }

    /** An address as the tables print it: each 32 bits as a number of this machine's order. */
    private static String column(byte[] address, int port) {
        var words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        var text = new StringBuilder();
        while (words.hasRemaining()) {
            text.append(HexFormat.of().withUpperCase().toHexDigits(words.getInt()));
        }
        return text + String.format(Locale.ROOT, ":%04X", port);
    }

    /**
     * The datagrams dropped since the sockets were opened.
     *
     * @param now the time in ticks, ns
     * @return empty where the kernel does not say
     */
    synchronized OptionalLong total(long now) {
        if (!fresh || now - read >= AGE_NANOS) {
            last = count();
            read = now;
            fresh = true;
        }
        return last;
    }

    private OptionalLong count() {
        long drops = 0;
        boolean found = false;
        for (var table : tables) {
            try (var lines = Files.lines(table)) {
                for (var line : (Iterable<String>) lines.skip(1)::iterator) {
                    var columns = line.strip().split(" +", -1);
                    if (columns.length > LOCAL_ADDRESS
                            && sockets.contains(columns[LOCAL_ADDRESS])) {
                        drops += Long.parseLong(columns[columns.length - 1]);
                        found = true;
                    }
                }
            } catch (NoSuchFileException e) {
                LOG.debug("a system without {}", table); // no IPv6, or no Linux
            } catch (IOException | UncheckedIOException | NumberFormatException e) {
                LOG.debug("cannot read {}", table, e);
                return OptionalLong.empty(); // a part would look like fewer
            }
        }
        return found ? OptionalLong.of(drops) : OptionalLong.empty();
    }
}
