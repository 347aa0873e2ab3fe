package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How many values fell where, since the process began.
 *
 * @param name with its unit, as a probe's values are named
 * @param label what tells it from others of that name; null when there are none
 * @param bounds rising; a bucket holds what is at most its bound and above the one before
 * @param counts one for each bound, and one for what is above all
 * @param sum of all values
 */
public record Distribution(
        String name, @Nullable Label label, List<Double> bounds, List<Long> counts, double sum) {

    /** Of those with one name and one name of a label each has another value. */
    public record Label(String name, String value) {}

    public Distribution {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(counts.size() + " counts in " + name);
        }
    }

    /** The only one of its name. */
    public Distribution(String name, List<Double> bounds, List<Long> counts, double sum) {
        this(name, null, bounds, counts, sum);
    }

    /** How many values there were. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The bound below which a part of the values lies.
     *
     * @param part 0 to 1
     * @return infinite when it is above all bounds, 0 when there are no values
     */
    public double quantile(double part) {
        long wanted = (long) Math.ceil(part * count());
        if (wanted == 0) {
            return 0;
        }
        long seen = 0;
        for (int i = 0; i < bounds.size(); i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return bounds.get(i);
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
