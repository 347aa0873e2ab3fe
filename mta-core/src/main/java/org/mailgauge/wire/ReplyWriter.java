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
        if (length + octets.length > MOST) {
            flush();
        }
        if (length + octets.length > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(length + octets.length, 2 * pending.length));
        }
        System.arraycopy(octets, 0, pending, length, octets.length);
        length += octets.length;
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
