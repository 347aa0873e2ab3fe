package org.mailgauge.wire;

import org.mailgauge.port.Net;
import org.mailgauge.smtp.SmtpReply;
import org.mailgauge.smtp.SmtpReplyFormat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Gathers replies, so that those to a pipelined group leave in one write. Used by one thread. */
final class ReplyWriter {
    private static final int SMALL = 256;
    private static final int MOST = 4096;

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
        if (length + count > MOST) {
            flush();
        }
        if (count > MOST) {
            connection.write(from, offset, count, timeout);
            return;
        }
        if (length + count > pending.length) {
            int room = Math.max(length + count, 2 * pending.length);
            pending = Arrays.copyOf(pending, Math.min(room, MOST));
        }
        System.arraycopy(from, offset, pending, length, count);
        length += count;
    }

    /** Sends what is gathered. */
    void flush() throws IOException {
        if (length > 0) {
            int count = length;
            length = 0;
            connection.write(pending, 0, count, timeout);
            if (pending.length > SMALL) {
                pending = new byte[SMALL];
            }
        }
    }
}
