package org.mailgauge.observe;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The busiest destination domains, in bounded memory. Safe for use by any thread; {@code lock}
 * guards the map.
 */
final class DestinationTraffic {
    /*
     * Misra and Gries: a new name finds the map full, so every count falls by one and those at zero
     * go. Each fall is paid for by an earlier rise, and a count is too low by at most (names seen) /
     * (capacity + 1): what makes up more than that share is always in the map.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Count> counts = new HashMap<>();
    private final int capacity;

    DestinationTraffic(int capacity) {
        this.capacity = capacity;
    }

    private static final class Count {
        private long seen = 1;
    }

    void count(String domain) {
        lock.lock();
        try {
            var known = counts.get(domain);
            if (known != null) {
                known.seen++;
            } else if (counts.size() < capacity) {
                counts.put(domain, new Count());
            } else {
                counts.values().removeIf(count -> --count.seen <= 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The busiest, most first. */
    Map<String, Long> top(int limit) {
        lock.lock();
        try {
            var seen = new HashMap<String, Long>();
            counts.forEach((name, count) -> seen.put(name, count.seen));
            return top(seen, limit);
        } finally {
            lock.unlock();
        }
    }

    static Map<String, Long> top(Map<String, Long> counts, int limit) {
        var order =
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey());
        var top = new LinkedHashMap<String, Long>();
        counts.entrySet().stream()
                .sorted(order)
                .limit(limit)
                .forEach(e -> top.put(e.getKey(), e.getValue()));
        return top;
    }
}
