package org.mailgauge.agent.mailbox;

import org.mailgauge.queue.Content;

import java.io.IOException;
import java.io.InputStream;

/** A content as a stream. Used by one thread. */
final class ContentInput extends InputStream {
    private final Content content;
    private long at;

    ContentInput(Content content) {
        this(content, 0);
    }

    /** From an offset on. */
    ContentInput(Content content, long from) {
        this.content = content;
        this.at = from;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int part = content.read(at, into, offset, length);
        at += Math.max(0, part);
        return part;
    }
}
