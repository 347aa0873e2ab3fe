package org.mailgauge.wire;

import org.mailgauge.port.Net;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpReplyFormat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Gathers replies, so that those to a pipelined group leave in one write. Used by one thread. */
final class ReplyWriter {
    private static final int SMALL = 256;
    private static final int MOST = 4096;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Net.Connection connection;
    private final Duration timeout;
    private byte[] pending = new byte[SMALL];
    private int length;

    ReplyWriter(Net.Connection connection, Duration timeout) {
        this.connection = connection;
        this.timeout = timeout;
    }

    void add(SmtpReply reply) throws IOException {
        var octets = SmtpReplyFormat.octets(reply);
        add(octets, 0, octets.length);
    }

    /** Octets that are too many to gather leave now, behind those that were gathered. */
    void add(byte[] from, int offset, int count) throws IOException {
        if (count > MOST) {
            write();
            connection.write(from, offset, count, timeout);
            return;
        }
        room(count);
        System.arraycopy(from, offset, pending, length, count);
        length += count;
    }

    /** Makes room for so many octets, at most {@link #MOST}. */
    private void room(int count) throws IOException {
        if (length + count > MOST) {
            write();
        }
        if (length + count > pending.length) {
            int room = Math.max(length + count, 2 * pending.length);
            pending = Arrays.copyOf(pending, Math.min(room, MOST));
        }
    }

    /** A line of ASCII, with its CRLF. */
    @SuppressWarnings("deprecation") // Each character is one octet: what getBytes of old does.
    void addLine(String line) throws IOException {
        int count = line.length() + CRLF.length;
        if (count > MOST) {
            add((line + "\r\n").getBytes(StandardCharsets.US_ASCII), 0, count);
            return;
        }
        room(count);
        line.getBytes(0, line.length(), pending, length);
        System.arraycopy(CRLF, 0, pending, length + line.length(), CRLF.length);
        length += count;
    }

    /** Octets that are gathered. */
    int gathered() {
        return length;
    }

    /**
     * As {@link #add}, but octets that are too many leave together with those that were gathered.
     *
     * @param from has room for these before {@code offset}
     */
    void addBehindRoom(byte[] from, int offset, int count) throws IOException {
        if (length + count <= MOST) {
            add(from, offset, count);
        } else {
            writeBehindRoom(from, offset, count);
        }
    }

    /** Sends octets behind those that were gathered, which {@code from} has room for. */
    void writeBehindRoom(byte[] from, int offset, int count) throws IOException {
        int before = length;
        length = 0;
        System.arraycopy(pending, 0, from, offset - before, before);
        connection.write(from, offset - before, before + count, timeout);
    }

    /** Sends what is gathered, and lets go of the room that it took. */
    void flush() throws IOException {
        write();
        if (pending.length > SMALL) {
            pending = new byte[SMALL];
        }
    }

    private void write() throws IOException {
        if (length > 0) {
            int count = length;
            length = 0;
            connection.write(pending, 0, count, timeout);
        }
    }
}
