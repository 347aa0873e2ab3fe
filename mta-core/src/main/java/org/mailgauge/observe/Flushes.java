package org.mailgauge.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Groups that a log writes and forces together: how many, of how many members and octets, and how
 * long each took. Safe for use by any thread.
 */
public final class Flushes {
    private static final long MICRO = 1000;
    private static final long MILLI = 1000 * MICRO;

    private final LongAdder groups = new LongAdder();
    private final LongAdder members = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final AtomicLong longest = new AtomicLong();
    private final Buckets durations;
    private final Buckets sizes;

    /**
     * @param log whose groups they are, as the names of its metrics begin
     * @param members what is in a group, as a unit of metrics
     */
    public Flushes(String log, String members) {
        durations =
                new Buckets(
                        log + "_flush_duration_seconds",
                        1e-9,
                        100 * MICRO,
                        250 * MICRO,
                        500 * MICRO,
                        MILLI,
                        2500 * MICRO,
                        5 * MILLI,
                        10 * MILLI,
                        25 * MILLI,
                        50 * MILLI,
                        100 * MILLI,
                        250 * MILLI,
                        500 * MILLI,
                        1000 * MILLI,
                        2500 * MILLI,
                        10_000 * MILLI);
        sizes =
                new Buckets(
                        log + "_group_size_" + members,
                        1,
                        1,
                        2,
                        4,
                        8,
                        16,
                        32,
                        64,
                        128,
                        256,
                        512,
                        1024);
    }

    /** A group is durable; the write and the force took so long. */
    public void add(int groupMembers, long groupOctets, long groupNanos) {
        groups.increment();
        members.add(groupMembers);
        octets.add(groupOctets);
        nanos.add(groupNanos);
        longest.accumulateAndGet(groupNanos, Math::max);
        durations.add(groupNanos);
        sizes.add(groupMembers);
    }

    public long groups() {
        return groups.sum();
    }

    public long members() {
        return members.sum();
    }

    public long octets() {
        return octets.sum();
    }

    /** In all, nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }

    /** Of one, nanoseconds. */
    public long longest() {
        return longest.get();
    }

    public Distribution durations() {
        return durations.read();
    }

    public Distribution sizes() {
        return sizes.read();
    }
}
