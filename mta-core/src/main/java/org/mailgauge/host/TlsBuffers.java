package org.mailgauge.host;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers of the size of a TLS record, lent while a record is made or is on its way. Keeps a few
 * for the next one; a connection has at most two, so that connections bound them. Safe for use by
 * any thread.
 */
final class TlsBuffers {
    /** A record of 16 KiB with all that a version of TLS may add to it (RFC 5246 section 6.2.3). */
    static final int OCTETS = 5 + (16 << 10) + 2048;

    private static final int KEPT = 64;

    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger lent = new AtomicInteger();

    /** A buffer with anything in it. */
    byte[] borrow() {
        lent.incrementAndGet();
        var buffer = free.poll();
        if (buffer == null) {
            return new byte[OCTETS];
        }
        kept.decrementAndGet();
        return buffer;
    }

    /** Takes a borrowed buffer back. */
    void giveBack(byte[] buffer) {
        lent.decrementAndGet();
        if (kept.incrementAndGet() <= KEPT) {
            free.add(buffer);
        } else {
            kept.decrementAndGet();
        }
    }

    int lent() {
        return lent.get();
    }
}
