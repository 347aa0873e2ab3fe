package org.mailgauge.agent.mailbox;

import java.io.IOException;
import java.io.InputStream;

/** Reads lines that end in LF or CRLF as lines that end in CRLF, the last one too. */
final class WireLines extends InputStream {
    private final InputStream in;
    private int before = '\n';
    private boolean feed;
    private boolean ended;

    /**
     * A stream over another.
     *
     * @param in buffered
     */
    WireLines(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (feed) {
            feed = false;
            before = '\n';
            return '\n';
        }
        if (ended) {
            return -1;
        }
        int octet = in.read();
        if (octet < 0) {
            ended = true;
            return before == '\n' ? -1 : finish();
        }
        if (octet == '\n' && before != '\r') {
            feed = true;
            return '\r';
        }
        before = octet;
        return octet;
    }

    private int finish() {
        if (before == '\r') {
            before = '\n';
            return '\n';
        }
        feed = true;
        return '\r';
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int at = 0;
        while (at < length) {
            int octet = read();
            if (octet < 0) {
                return at == 0 ? -1 : at;
            }
            into[offset + at++] = (byte) octet;
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
