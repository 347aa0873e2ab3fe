package org.mailgauge.store.log;

/** Where a frame begins, as one number that rises along the log; 0 is before all. */
public final class Place {

    private Place() {}

    /** Of an offset in the segment of an epoch. */
    public static long of(long epoch, long offset) {
        return epoch * LogFormat.MAX_OFFSET + offset;
    }

    public static long epoch(long place) {
        return place / LogFormat.MAX_OFFSET;
    }

    public static long offset(long place) {
        return place % LogFormat.MAX_OFFSET;
    }
}
