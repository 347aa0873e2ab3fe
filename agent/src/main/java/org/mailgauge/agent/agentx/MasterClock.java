package org.mailgauge.agent.agentx;

/**
 * When the master started, as its sysUpTime tells. Pure.
 *
 * @param known whether anything has been heard at all
 * @param earliest it cannot have started at this moment or before, on the ticker
 * @param latest nor after this one
 * @param started what is reckoned with, between the two
 */
record MasterClock(boolean known, long earliest, long latest, long started) {
    /* A response says that the master's sysUpTime was u, hundredths in full, at some moment between
     * our request and its arrival. So the master started after "sent - (u + 1) hundredths" and at
     * "received - u hundredths" at the latest. Each response gives such a pair of bounds; what all
     * have in common is soon much narrower than one. As long as the moment reckoned with is within
     * it stays as it is, so that no TimeStamp changes from one request to the next. Bounds that have
     * nothing in common with those before are of another start of the master, or of a clock that
     * drifts; they count alone. sysUpTime wraps after 497 days: bounds are the same when they are
     * apart by that. */

    static final MasterClock UNKNOWN = new MasterClock(false, 0, 0, 0);

    /** Nanoseconds in a hundredth of a second. */
    private static final long HUNDREDTH = 10_000_000;

    private static final long WRAP = (1L << 32) * HUNDREDTH;

    /**
     * With one more response.
     *
     * @param upTime the sysUpTime in it, in hundredths of a second
     * @param sent when the request for it was sent, on the ticker
     * @param received when it came
     */
    MasterClock heard(long upTime, long sent, long received) {
        long after = sent - (upTime + 1) * HUNDREDTH;
        long at = received - upTime * HUNDREDTH;
        if (!known) {
            return new MasterClock(true, after, at, after + (at - after) / 2);
        }
        long wraps = Math.floorDiv(latest - at + WRAP / 2, WRAP) * WRAP;
        long low = Math.max(earliest, after + wraps);
        long high = Math.min(latest, at + wraps);
        return low < high ? within(low, high) : within(after, at);
    }

    private MasterClock within(long low, long high) {
        boolean holds = started > low && started <= high;
        return new MasterClock(true, low, high, holds ? started : low + (high - low) / 2);
    }

    /** Whether this is about another start of the master than an older state. */
    boolean restarted(MasterClock older) {
        return older.known && started - older.started > HUNDREDTH;
    }
}
