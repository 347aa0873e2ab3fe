package org.mailgauge.imap;

import org.mailgauge.mailbox.UidSet;

import java.util.Arrays;

/**
 * Messages as a client names them: numbers and ranges of sequence numbers or UIDs, in the order in
 * which they were given, with {@code *} for the greatest in use; or {@code $}, the result of a
 * search that was saved (RFC 5182).
 */
public final class SequenceSet {

    /** {@code $}: what was saved. */
    public static final SequenceSet SAVED = new SequenceSet(new long[0]);

    /** {@code *}, where a number could stand. */
    private static final long STAR = 0;

    /** Both ends of each range. */
    private final long[] bounds;

    private SequenceSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** Collects ranges. */
    static final class Builder {
        private long[] bounds = new long[4];
        private int used;

        /** Adds a range; 0 stands for {@code *}, and its ends may come in either order. */
        void add(long one, long other) {
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * used);
            }
            bounds[used++] = one;
            bounds[used++] = other;
        }

        SequenceSet build() {
            return new SequenceSet(Arrays.copyOf(bounds, used));
        }
    }

    /** Whether it is {@code $}. */
    public boolean isSaved() {
        return bounds.length == 0;
    }

    /** Whether it consists of numbers only, without {@code *} and {@code $}. */
    public boolean isPlain() {
        return !isSaved() && Arrays.stream(bounds).noneMatch(bound -> bound == STAR);
    }

    /** The greatest number that stands in it, 0 when there is only {@code *}. */
    public long greatest() {
        return Arrays.stream(bounds).max().orElse(0);
    }

    /**
     * The numbers that it stands for; ranges that overlap are joined.
     *
     * @param star the greatest number in use, 0 for none: then {@code *} stands for nothing, and a
     *     range to it for its other end
     */
    public UidSet numbers(long star) {
        var ranges = new long[bounds.length / 2][];
        int used = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long one = bounds[i] == STAR ? star : bounds[i];
            long other = bounds[i + 1] == STAR ? star : bounds[i + 1];
            if (one == 0 || other == 0) {
                one = Math.max(one, other);
                other = one;
            }
            if (one > 0) {
                ranges[used++] = new long[] {Math.min(one, other), Math.max(one, other)};
            }
        }
        Arrays.sort(ranges, 0, used, (a, b) -> Long.compare(a[0], b[0]));
        var numbers = new UidSet.Builder();
        for (int i = 0; i < used; i++) {
            numbers.range(ranges[i][0], ranges[i][1]);
        }
        return numbers.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SequenceSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As on the wire. */
    @Override
    public String toString() {
        if (isSaved()) {
            return "$";
        }
        var text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(end(bounds[i]));
            if (bounds[i] != bounds[i + 1]) {
                text.append(':').append(end(bounds[i + 1]));
            }
        }
        return text.toString();
    }

    private static String end(long bound) {
        return bound == STAR ? "*" : Long.toString(bound);
    }
}
