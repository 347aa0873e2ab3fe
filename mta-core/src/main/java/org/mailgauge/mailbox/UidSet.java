package org.mailgauge.mailbox;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * A set of UIDs, kept as ranges: its cost is that of their number, so that {@code 1:4294967295} is
 * small. Immutable.
 */
public final class UidSet {

    /** The greatest UID there is. */
    public static final long MOST = 0xFFFF_FFFFL;

    public static final UidSet NONE = new UidSet(new long[0]);
    public static final UidSet ALL = range(1, MOST);

    /** First and last of each range, ascending, with a gap between any two. */
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** All from one to another, in either order (RFC 9051 {@code seq-range}). */
    public static UidSet range(long one, long other) {
        return new Builder().range(Math.min(one, other), Math.max(one, other)).build();
    }

    public static UidSet of(long... uids) {
        var sorted = uids.clone();
        Arrays.sort(sorted);
        var builder = new Builder();
        for (long uid : sorted) {
            builder.add(uid);
        }
        return builder.build();
    }

    /** Collects UIDs in ascending order; the same one may come again. */
    public static final class Builder {
        private long[] bounds = new long[8];
        private int used;

        public Builder add(long uid) {
            return range(uid, uid);
        }

        /** Adds a range that does not begin before the last one began. */
        public Builder range(long first, long last) {
            if (first < 1 || last > MOST || first > last) {
                throw new IllegalArgumentException("range " + first + ":" + last);
            }
            if (used > 0 && first < bounds[used - 2]) {
                throw new IllegalArgumentException(first + " after " + bounds[used - 2]);
            }
            if (used > 0 && first <= bounds[used - 1] + 1) {
                bounds[used - 1] = Math.max(bounds[used - 1], last);
                return this;
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, used * 2);
            }
            bounds[used++] = first;
            bounds[used++] = last;
            return this;
        }

        public UidSet build() {
            return used == 0 ? NONE : new UidSet(Arrays.copyOf(bounds, used));
        }
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many ranges it has. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** The first UID of a range, counted from 0. */
    public long first(int range) {
        return bounds[2 * range];
    }

    /** The last UID of a range, counted from 0. */
    public long last(int range) {
        return bounds[2 * range + 1];
    }

    /** The first range that ends at a UID or later, counted from 0; {@link #ranges} for none. */
    public int rangeAt(long uid) {
        int at = Arrays.binarySearch(bounds, uid);
        return (at < 0 ? -at - 1 : at) / 2;
    }

    /** The least UID; the set must not be empty. */
    public long first() {
        return bounds[0];
    }

    /** The greatest UID; the set must not be empty. */
    public long last() {
        return bounds[bounds.length - 1];
    }

    /** How many UIDs it has. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /**
     * One of its UIDs by its place.
     *
     * @param n counted from 1, at most {@link #size}
     */
    public long nth(long n) {
        long before = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long count = bounds[i + 1] - bounds[i] + 1;
            if (n <= before + count) {
                return bounds[i] + n - before - 1;
            }
            before += count;
        }
        throw new IllegalArgumentException("UID " + n + " of " + before);
    }

    public boolean contains(long uid) {
        int at = Arrays.binarySearch(bounds, uid);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** Its UIDs, ascending; give it a set of those that exist, not what a client said. */
    public LongStream stream() {
        return java.util.stream.IntStream.range(0, ranges())
                .mapToObj(i -> LongStream.rangeClosed(first(i), last(i)))
                .flatMapToLong(uids -> uids);
    }

    /** Its UIDs, ascending, as {@link #stream}. */
    public PrimitiveIterator.OfLong iterator() {
        return new PrimitiveIterator.OfLong() {
            private int range;
            private long next = isEmpty() ? 0 : first();

            @Override
            public boolean hasNext() {
                return range < ranges();
            }

            @Override
            public long nextLong() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                long uid = next;
                if (uid < last(range)) {
                    next++;
                } else if (++range < ranges()) {
                    next = first(range);
                }
                return uid;
            }
        };
    }

    /** Its UIDs, ascending, as {@link #stream}. */
    public long[] toArray() {
        var all = new long[Math.toIntExact(size())];
        int at = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            for (long uid = bounds[i]; uid <= bounds[i + 1]; uid++) {
                all[at++] = uid;
            }
        }
        return all;
    }

    /** Those of its UIDs that fulfil a condition; as {@link #stream}, for those that exist. */
    public UidSet where(LongPredicate condition) {
        var builder = new Builder();
        for (var uids = iterator(); uids.hasNext(); ) {
            long uid = uids.nextLong();
            if (condition.test(uid)) {
                builder.add(uid);
            }
        }
        return builder.build();
    }

    public UidSet and(UidSet other) {
        var builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < ranges() && j < other.ranges()) {
            long first = Math.max(first(i), other.first(j));
            long last = Math.min(last(i), other.last(j));
            if (first <= last) {
                builder.range(first, last);
            }
            if (last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return builder.build();
    }

    public UidSet or(UidSet other) {
        var builder = new Builder();
        int i = 0;
        int j = 0;
        while (i < ranges() || j < other.ranges()) {
            if (j == other.ranges() || (i < ranges() && first(i) <= other.first(j))) {
                builder.range(first(i), last(i++));
            } else {
                builder.range(other.first(j), other.last(j++));
            }
        }
        return builder.build();
    }

    public UidSet minus(UidSet other) {
        return and(other.complement());
    }

    private UidSet complement() {
        var builder = new Builder();
        long next = 1;
        for (int i = 0; i < ranges(); i++) {
            if (first(i) > next) {
                builder.range(next, first(i) - 1);
            }
            next = last(i) + 1;
        }
        return next <= MOST ? builder.range(next, MOST).build() : builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As {@code 1:3,7} (RFC 9051 {@code sequence-set}); empty for the empty set. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < ranges(); i++) {
            text.append(i == 0 ? "" : ",").append(first(i));
            if (last(i) > first(i)) {
                text.append(':').append(last(i));
            }
        }
        return text.toString();
    }
}
