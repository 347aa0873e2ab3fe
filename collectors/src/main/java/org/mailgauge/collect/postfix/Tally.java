package org.mailgauge.collect.postfix;

import org.mailgauge.observe.StateText;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Totals by name, of what no column counts. Safe for use by any thread: its monitor guards them.
 */
final class Tally {
    private final Map<String, Long> all = new TreeMap<>();

    synchronized void add(String name, long more) {
        all.merge(name, more, Long::sum);
    }

    synchronized Map<String, Long> all() {
        return Map.copyOf(all);
    }

    synchronized void save(StateText text, Consumer<String> lines) {
        all.forEach((name, n) -> lines.accept(text.line("tally", name, Long.toString(n))));
    }

    /** Takes one of the lines; returns whether it was one. */
    synchronized boolean goOn(StateText.Words words) {
        if (!words.first().equals("tally")) {
            return false;
        }
        var count = words.number(2);
        if (count == null) {
            return false;
        }
        all.put(words.text(1), count);
        return true;
    }
}
