package org.mailgauge.sim;

import java.io.IOException;

/** One direction of a simulated connection. Guarded by the network's lock. */
final class SimPipe {
    private final byte[] ring;
    private final long breakAfter;
    private boolean dead;
    private int start;
    private int available;
    private long total;
    private boolean ended;
    private boolean readerGone;
    private boolean broken;

    SimPipe(int window, long breakAfter, boolean dead) {
        ring = new byte[window];
        this.breakAfter = breakAfter;
        this.dead = dead;
        broken = breakAfter == 0;
    }

    int available() {
        return available;
    }

    long total() {
        return total;
    }

    boolean broken() {
        return broken;
    }

    boolean readable() {
        return available > 0 || broken || (ended && !dead);
    }

    boolean writable() {
        return available < ring.length || broken || ended || readerGone;
    }

    void take(byte[] into, int offset, int count) {
        int first = Math.min(count, ring.length - start);
        System.arraycopy(ring, start, into, offset, first);
        System.arraycopy(ring, 0, into, offset + first, count - first);
        start = (start + count) % ring.length;
        available -= count;
    }

    /** Takes what fits; the octets up to the breaking point arrive, then the pipe is broken. */
    int put(byte[] from, int offset, int length) throws IOException {
        throwIfBroken();
        if (ended || readerGone) {
            broken = true;
            throw new IOException("Broken pipe");
        }
        if (dead) {
            total += length;
            return length;
        }
        int count = (int) Math.min(Math.min(length, ring.length - available), breakAfter - total);
        int at = (start + available) % ring.length;
        int first = Math.min(count, ring.length - at);
        System.arraycopy(from, offset, ring, at, first);
        System.arraycopy(from, offset + first, ring, 0, count - first);
        available += count;
        total += count;
        if (total >= breakAfter) {
            broken = true;
        }
        return count;
    }

    void throwIfBroken() throws IOException {
        if (broken) {
            throw new IOException("Connection reset");
        }
    }

    void end() {
        ended = true;
    }

    void readerGone() {
        readerGone = true;
        available = 0;
    }

    void die() {
        dead = true;
    }

    void breakNow() {
        broken = true;
    }
}
