package org.mailgauge.queue;

import java.io.IOException;

/** A queued message's content, read in pieces by any thread; file work happens on an I/O thread. */
public interface Content {

    /** Octets in all. */
    long octets();

    /**
     * Reads a piece.
     *
     * @return the octets read, or -1 at the end
     * @throws IOException when the disk fails or the content's checksum does not match (the message
     *     is then quarantined)
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;
}
