package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts values into buckets. Safe for use by any thread; adding takes no lock and no memory. */
public final class Buckets {
    private final String name;
    private final Distribution.@Nullable Label label;
    private final double unit;
    private final long[] bounds;
    private final AtomicLongArray counts;
    private final LongAdder sum = new LongAdder();

    /**
     * @param name with the unit that is shown
     * @param unit what one step of the values is in the unit that is shown: 1e-9 for nanoseconds
     *     shown as seconds
     * @param bounds rising, in steps of the values
     */
    public Buckets(String name, double unit, long... bounds) {
        this(name, null, unit, bounds);
    }

    /**
     * One of several of that name.
     *
     * @param label what tells it from the others
     */
    public Buckets(String name, Distribution.@Nullable Label label, double unit, long... bounds) {
        this.name = name;
        this.label = label;
        this.unit = unit;
        this.bounds = bounds.clone();
        this.counts = new AtomicLongArray(bounds.length + 1);
    }

    /** Counts a value. */
    public void add(long value) {
        int found = Arrays.binarySearch(bounds, value);
        counts.getAndIncrement(found >= 0 ? found : -found - 1);
        sum.add(value);
    }

    /** What was counted so far. */
    public Distribution read() {
        var shown = Arrays.stream(bounds).mapToObj(bound -> bound * unit).toList();
        var all =
                java.util.stream.IntStream.range(0, counts.length()).mapToObj(counts::get).toList();
        return new Distribution(name, label, shown, all, sum.sum() * unit);
    }
}
