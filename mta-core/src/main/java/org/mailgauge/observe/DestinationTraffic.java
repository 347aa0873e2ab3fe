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
    private final Map<String, Long> counts = new HashMap<>();
    private final int capacity;

    DestinationTraffic(int capacity) {
        this.capacity = capacity;
    }

    void count(String domain) {
        lock.lock();
        try {
            if (counts.containsKey(domain) || counts.size() < capacity) {
                counts.merge(domain, 1L, Long::sum);
            } else {
                counts.replaceAll((_, n) -> n - 1);
                counts.values().removeIf(n -> n <= 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The busiest, most first. */
    Map<String, Long> top(int limit) {
        lock.lock();
        try {
            return top(counts, limit);
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
