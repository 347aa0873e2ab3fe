package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * How much totals and levels have changed of late. Bounded: at most {@value #SAMPLES} samples of
 * each name. Used by one thread.
 */
final class Windows {
    private static final int SAMPLES = 31;

    private final Duration span;
    private final Map<String, ArrayDeque<Sample>> samples = new HashMap<>();

    private record Sample(long ticks, long value) {}

    /** A change, and the time in which it came about. */
    record Change(long difference, Duration time) {}

    Windows(Duration span) {
        this.span = span;
    }

    /**
     * Notes a value of now and tells how it has changed within the span, or since the first one;
     * null for the first one, and for a total that has begun anew.
     */
    @Nullable Change change(String name, long value, Moment now) {
        var all = samples.computeIfAbsent(name, _ -> new ArrayDeque<>());
        while (all.size() > 1 && isBeyond(second(all), now)) {
            all.removeFirst();
        }
        var oldest = all.peekFirst();
        var newest = all.peekLast();
        if (newest == null || now.isAfter(newest.ticks(), span.dividedBy(SAMPLES - 1))) {
            all.addLast(new Sample(now.ticks(), value));
        }
        return oldest == null
                ? null
                : new Change(
                        value - oldest.value(), Duration.ofNanos(now.ticks() - oldest.ticks()));
    }

    /** The same of a total, which only rises; one that fell has begun anew, from 0. */
    long rise(String name, long value, Moment now) {
        var all = samples.get(name);
        if (all != null && !all.isEmpty() && all.getLast().value() > value) {
            all.clear();
            all.add(new Sample(now.ticks(), 0));
        }
        var change = change(name, value, now);
        return change == null ? 0 : change.difference();
    }

    /** Whether it has been noted before. */
    boolean knows(String name) {
        return samples.containsKey(name);
    }

    private static Sample second(ArrayDeque<Sample> all) {
        var iterator = all.iterator();
        var _ = iterator.next();
        return iterator.next();
    }

    private boolean isBeyond(Sample sample, Moment now) {
        return now.isAfter(sample.ticks(), span);
    }
}
