package org.mailgauge.whole;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The octets of all live objects after a collection. Unlike what the runtime calls used, they have
 * no room that a collector leaves free between large arrays.
 *
 * @param large by class, where it is much: all classes would themselves weigh something
 */
record Heap(long total, Map<String, Long> large) {
    private static final int SHOWN = 8;
    private static final long MUCH = 32 << 10;

    static Heap take() {
        var found = new HashMap<String, Long>();
        long total = 0;
        for (var line : histogram().lines().toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words.length >= 4 && words[0].endsWith(":")) {
                long octets = Long.parseLong(words[2]);
                total += octets;
                if (octets >= MUCH) {
                    found.put(words[3], octets);
                }
            }
        }
        return new Heap(total, found);
    }

    /** Its lines: number, instances, octets, class, and perhaps the class's module. */
    private static String histogram() {
        try {
            var commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            var none = new Object[] {new String[0]};
            var types = new String[] {String[].class.getName()};
            var server = ManagementFactory.getPlatformMBeanServer();
            return (String) server.invoke(commands, "gcClassHistogram", none, types);
        } catch (JMException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** The classes that have grown most since. */
    String growth(Heap since) {
        return large.entrySet().stream()
                .map(now -> Map.entry(now.getKey(), now.getValue() - since.of(now.getKey())))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .map(Map.Entry::toString)
                .collect(Collectors.joining(", "));
    }

    private long of(String name) {
        return large.getOrDefault(name, 0L);
    }
}
