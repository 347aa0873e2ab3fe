package org.mailgauge.agent.mailbox;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes every CRLF as LF, as files on Unix have their lines. */
final class UnixLines extends FilterOutputStream {
    private boolean held;

    UnixLines(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        if (held && octet != '\n') {
            out.write('\r');
        }
        held = octet == '\r';
        if (!held) {
            out.write(octet);
        }
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    /** Writes what is held back; the stream below stays open. */
    void finish() throws IOException {
        if (held) {
            out.write('\r');
            held = false;
        }
        out.flush();
    }
}
