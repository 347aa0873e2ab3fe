package org.mailgauge.queue;

/**
 * How many associations a next hop may have: it begins small, grows while mail gets through, and
 * shrinks when one is refused or lost. Guarded by the queue's lock.
 */
final class Window {
    /*
     * Up to "threshold" every message that gets through is worth one association more, so that the
     * window doubles with each round. Beyond it takes PER_STEP messages through each association:
     * what failed once is not tried again at once (hysteresis). Failures that began before the last
     * decrease belong to it and count once; "epoch" numbers the decreases.
     */
    private static final int PER_STEP = 10;

    private int start;
    private int most;
    private int size;
    private int threshold;
    private int succeeded;
    private int epoch;

    /**
     * @param start how many it begins with
     * @param most the limit
     */
    Window(int start, int most) {
        this.most = Math.max(1, most);
        this.start = Math.clamp(start, 1, this.most);
        size = this.start;
        threshold = this.most;
    }

    /**
     * Keeps within other limits from now on, and what was learned as far as it fits.
     *
     * @param starting how many it begins with
     * @param atMost the limit
     */
    void limits(int starting, int atMost) {
        boolean fresh = isFresh();
        boolean unhurt = threshold == most;
        most = Math.max(1, atMost);
        start = Math.clamp(starting, 1, most);
        size = fresh ? start : Math.min(size, most);
        threshold = unhurt ? most : Math.min(threshold, most);
    }

    /** Whether it is as for a next hop of which nothing is known. */
    boolean isFresh() {
        return size == start && threshold == most && succeeded == 0;
    }

    int size() {
        return size;
    }

    /** Stamps what begins now; a later failure is told it. */
    int epoch() {
        return epoch;
    }

    /**
     * A message got through.
     *
     * @param used how many associations there are: what is not used shows nothing
     */
    void succeeded(int used) {
        if (size >= most || used < size) {
            return;
        }
        if (size < threshold || ++succeeded >= PER_STEP * size) {
            succeeded = 0;
            size++;
        }
    }

    /** A further association was refused while some were up: a quarter less, at most those. */
    void refused(int since, int up) {
        shrink(since, Math.min(up, size - Math.ceilDiv(size, 4)));
    }

    /** One in use was lost or ended by the peer, or it said that we send too much: by half. */
    void lost(int since) {
        shrink(since, size / 2);
    }

    private void shrink(int since, int to) {
        if (since != epoch) {
            return;
        }
        epoch++;
        size = Math.clamp(to, 1, size);
        threshold = size;
        succeeded = 0;
    }

    /** The next hop is back: it begins again, fast only up to half of what it took. */
    void restart() {
        epoch++;
        threshold = Math.max(start, size / 2);
        size = start;
        succeeded = 0;
    }
}
