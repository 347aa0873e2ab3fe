package org.mailgauge.queue;

import org.mailgauge.observe.StateLevel;

import java.util.Arrays;

/**
 * Counts recipients by the minute of their arrival, so that an age profile is read off without
 * looking at them: one pair of numbers per minute in which some arrived, at most {@link #KEPT};
 * those that are older are one number. Guarded by the queue's lock.
 */
final class AgeCounts {
    /** Upper ends of the profile's columns, in minutes; one more column has the rest. */
    static final int[] UP_TO = StateLevel.UP_TO.stream().mapToInt(Integer::intValue).toArray();

    static final int COLUMNS = UP_TO.length + 1;

    /** Minutes that are kept apart. */
    private static final int KEPT = UP_TO[UP_TO.length - 1];

    private static final long MINUTE = 60_000_000_000L;
    private static final int[] NONE = {};

    /** Minutes in ascending order and their counts, from {@code begin} to before {@code end}. */
    private int[] minutes = NONE;

    private int[] counts = NONE;
    private int begin;
    private int end;

    /** Those of before this minute are counted as old. */
    private int oldBefore = Integer.MIN_VALUE;

    private long old;

    /** The minute of a time on the ticker. */
    static int minute(long ticks) {
        return (int) Math.floorDiv(ticks, MINUTE);
    }

    void add(long arrivedTicks) {
        int minute = minute(arrivedTicks);
        if (minute < oldBefore) {
            old++;
            return;
        }
        int at = find(minute);
        if (at == end || minutes[at] != minute) {
            insert(at, minute);
            at = find(minute);
        }
        counts[at]++;
    }

    void remove(long arrivedTicks) {
        int minute = minute(arrivedTicks);
        if (minute < oldBefore) {
            old--;
            return;
        }
        counts[find(minute)]--;
        while (begin < end && counts[begin] == 0) {
            begin++;
        }
        if (begin == end) {
            begin = 0;
            end = 0;
            minutes = NONE;
            counts = NONE;
        }
    }

    /** Adds the profile of now to a row of {@link #COLUMNS} numbers. */
    void read(long nowTicks, long[] into) {
        int now = minute(nowTicks);
        rotate(now);
        int column = COLUMNS - 1;
        into[column] += old;
        for (int i = begin; i < end; i++) {
            while (column > 0 && now - minutes[i] < UP_TO[column - 1]) {
                column--;
            }
            into[column] += counts[i];
        }
    }

    /** Counts as old what has become so. */
    private void rotate(int now) {
        oldBefore = Math.max(oldBefore, now - KEPT);
        while (begin < end && minutes[begin] < oldBefore) {
            old += counts[begin++];
        }
    }

    /** The place of a minute, or where it belongs. */
    private int find(int minute) {
        if (begin == end || minutes[end - 1] < minute) {
            return end;
        }
        if (minutes[end - 1] == minute) {
            return end - 1;
        }
        int at = Arrays.binarySearch(minutes, begin, end, minute);
        return at < 0 ? -at - 1 : at;
    }

    /** Makes a place; {@code at} may be another one afterwards. */
    private void insert(int at, int minute) {
        if (end == minutes.length) {
            rotate(minute);
            compact();
            insert(find(minute), minute);
            return;
        }
        System.arraycopy(minutes, at, minutes, at + 1, end - at);
        System.arraycopy(counts, at, counts, at + 1, end - at);
        minutes[at] = minute;
        counts[at] = 0;
        end++;
    }

    /** Drops minutes that are empty by now; grows when that does not free a quarter. */
    private void compact() {
        int used = 0;
        for (int i = begin; i < end; i++) {
            if (counts[i] > 0) {
                minutes[used] = minutes[i];
                counts[used++] = counts[i];
            }
        }
        begin = 0;
        end = used;
        if (used * 4 >= minutes.length * 3) {
            int length = Math.max(2, minutes.length * 2);
            minutes = Arrays.copyOf(minutes, length);
            counts = Arrays.copyOf(counts, length);
        }
    }
}
