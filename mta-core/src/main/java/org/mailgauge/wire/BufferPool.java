package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Probe;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/**
 * Large buffers, lent to connections while content comes; idle ones have their own small one.
 * Bounded: a connection that gets none goes on with its small buffer. Safe for use by any thread.
 */
public final class BufferPool implements Probe {
    /** Octets of one buffer. */
    public static final int OCTETS = 64 << 10;

    private final int most;
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lent = new AtomicInteger();
    private final LongAdder exhausted = new LongAdder();

    /**
     * @param most buffers that may be lent at a time
     */
    public BufferPool(int most) {
        this.most = most;
    }

    /** A buffer with anything in it, or null when all are lent. */
    byte @Nullable [] borrow() {
        if (lent.incrementAndGet() > most) {
            lent.decrementAndGet();
            exhausted.increment();
            return null;
        }
        var buffer = free.poll();
        return buffer != null ? buffer : new byte[OCTETS];
    }

    /** Takes a borrowed buffer back. */
    void giveBack(byte[] buffer) {
        free.add(buffer);
        lent.decrementAndGet();
    }

    int lent() {
        return lent.get();
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("content_buffers_lent", lent.get());
        into.accept("content_buffers_most", most);
        into.accept("content_buffers_exhausted_total", (double) exhausted.sum());
    }
}
