package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How long one stage takes in one channel: all so far, and what ended within the last five minutes.
 * Adding takes no memory but an array a quarter of a minute, at first. Guarded by the ledger's
 * lock.
 */
final class LatencyTotals {
    /*
     * Times are counted in buckets, 8 to each doubling of the microseconds, so a percentile is at
     * most an eighth too long. A slice has what ended within SLICE; "recent" is the sum of the
     * slices of the window, from which a slice is taken off when it leaves the window. So the window
     * is five minutes and at most one slice.
     */
    static final Duration WINDOW = Duration.ofMinutes(5);
    static final Duration SLICE = Duration.ofSeconds(15);
    private static final int SLICES = (int) WINDOW.dividedBy(SLICE) + 1;

    /** Buckets to a doubling, as a power of two. */
    private static final int FINE = 3;

    private static final int STEPS = 1 << FINE;

    /** Longer ones (50 days) are counted as such. */
    private static final long MOST_MICROS = (1L << 42) - 1;

    private static final int BUCKETS = bucket(MOST_MICROS) + 1;
    private static final long MICRO = 1000;

    /** What ended within one of the window's parts. */
    private static final class Slice {
        private final int[] counts = new int[BUCKETS];
        private long longest;
    }

    private long count;
    private long total;
    private final @Nullable Slice[] slices = new @Nullable Slice[SLICES];
    private final int[] recent = new int[BUCKETS];
    private long recentCount;

    /** The number of the newest slice. */
    private long newest = Long.MIN_VALUE;

    /** What was read last; null when it has changed since. */
    private MtaSnapshot.@Nullable Latency read;

    /**
     * Counts some that took equally long and have ended.
     *
     * @param now on the ticker
     */
    void add(long nanos, int times, long now) {
        rotate(now);
        long took = Math.max(0, nanos);
        count += times;
        total += took * times;
        int slot = slot(newest);
        var slice = slices[slot];
        if (slice == null) {
            slice = new Slice();
            slices[slot] = slice;
        }
        int bucket = bucket(Math.min(took / MICRO, MOST_MICROS));
        slice.counts[bucket] += times;
        slice.longest = Math.max(slice.longest, took);
        recent[bucket] += times;
        recentCount += times;
        read = null;
    }

    /** Goes on from totals of before; nothing of them is recent. */
    void goOn(long counted, long nanos) {
        count = counted;
        total = nanos;
        read = null;
    }

    /** How many were timed so far. */
    long count() {
        return count;
    }

    /** The sum of their times, in nanoseconds. */
    long totalNanos() {
        return total;
    }

    /** What is known at a moment. */
    MtaSnapshot.Latency read(long now) {
        rotate(now);
        var last = read;
        if (last == null) {
            last = recentCount == 0 ? new MtaSnapshot.Latency(count, total, null) : all();
            read = last;
        }
        return last;
    }

    private MtaSnapshot.Latency all() {
        long most = 0;
        for (var slice : slices) {
            most = slice == null ? most : Math.max(most, slice.longest);
        }
        var window =
                new MtaSnapshot.Recent(
                        percentile(50, most), percentile(90, most), percentile(99, most), most);
        return new MtaSnapshot.Latency(count, total, window);
    }

    private long percentile(int part, long most) {
        long wanted = (recentCount * part + 99) / 100;
        int bucket = 0;
        for (long seen = recent[0]; seen < wanted; seen += recent[bucket]) {
            bucket++;
        }
        return Math.min(most, end(bucket) * MICRO);
    }

    /** Takes off what has left the window by now. */
    private void rotate(long now) {
        long slice = Math.floorDiv(now, SLICE.toNanos());
        if (newest == Long.MIN_VALUE) {
            newest = slice;
        }
        if (slice - newest > SLICES) {
            newest = slice - SLICES;
        }
        while (newest < slice) {
            newest++;
            clear(slot(newest));
        }
    }

    private void clear(int slot) {
        var slice = slices[slot];
        if (slice == null) {
            return;
        }
        for (int i = 0; i < BUCKETS; i++) {
            recentCount -= slice.counts[i];
            recent[i] -= slice.counts[i];
            slice.counts[i] = 0;
        }
        slice.longest = 0;
        read = null;
    }

    private static int slot(long slice) {
        return (int) Math.floorMod(slice, (long) SLICES);
    }

    static int bucket(long micros) {
        if (micros < STEPS) {
            return (int) micros;
        }
        int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int step = (int) (micros >>> (log - FINE)) & (STEPS - 1);
        return (log - FINE + 1) * STEPS + step;
    }

    /** The microseconds below which all of a bucket are. */
    static long end(int bucket) {
        if (bucket < STEPS) {
            return bucket + 1L;
        }
        return (STEPS + bucket % STEPS + 1L) << (bucket / STEPS - 1);
    }
}
