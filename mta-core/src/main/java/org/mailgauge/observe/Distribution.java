package org.mailgauge.observe;

import java.util.List;

/**
 * How many values fell where, since the process began.
 *
 * @param name with its unit, as a probe's values are named
 * @param bounds rising; a bucket holds what is at most its bound and above the one before
 * @param counts one for each bound, and one for what is above all
 * @param sum of all values
 */
public record Distribution(String name, List<Double> bounds, List<Long> counts, double sum) {
    public Distribution {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(counts.size() + " counts in " + name);
        }
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
