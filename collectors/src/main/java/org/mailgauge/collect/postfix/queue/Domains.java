package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.queue.QueueLevels.Told;
import org.mailgauge.observe.ReplyClass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The destination domains, by number, and what waits for each. Numbers are used again once nothing
 * is for a domain any more; at most so many domains as it is made with are told apart, and the
 * others are {@link #BEYOND}. Used by one thread.
 */
final class Domains {
    /** All for which there was no room. */
    static final int BEYOND = 0;

    private static final int CLASSES = ReplyClass.values().length + 1;
    private static final int LONGEST_NAME = 255;

    private final int most;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<@Nullable String> names = new ArrayList<>();
    private final List<@Nullable Told> told = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    // Of each domain, as of the last tally.
    int[] rows = new int[16];
    int[] messages = new int[16];
    long[] recipients = new long[16];
    long[] oldest = new long[16];
    int[] retry = new int[16];
    private int[] deferred = new int[16 * CLASSES];

    Domains(int most) {
        this.most = most;
        names.add("");
        told.add(null);
    }

    /** The number of the domain of an address; without one it is that of the empty name. */
    int of(String address) {
        var name =
                address.substring(address.lastIndexOf('@') + 1, address.length())
                        .toLowerCase(Locale.ROOT);
        if (name.length() == address.length()) {
            name = "";
        } else if (name.length() > LONGEST_NAME) {
            return BEYOND;
        }
        var known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (numbers.size() >= most) {
            return BEYOND;
        }
        int number = free.isEmpty() ? names.size() : free.pop();
        if (number == names.size()) {
            names.add(name);
            told.add(null);
            room(number + 1);
        } else {
            names.set(number, name);
        }
        numbers.put(name, number);
        oldest[number] = Long.MAX_VALUE;
        return number;
    }

    private void room(int needed) {
        if (needed <= messages.length) {
            return;
        }
        int more = Math.max(needed, messages.length * 2);
        rows = Arrays.copyOf(rows, more);
        messages = Arrays.copyOf(messages, more);
        recipients = Arrays.copyOf(recipients, more);
        oldest = Arrays.copyOf(oldest, more);
        retry = Arrays.copyOf(retry, more);
        deferred = Arrays.copyOf(deferred, more * CLASSES);
    }

    int size() {
        return names.size();
    }

    String name(int domain) {
        var name = names.get(domain);
        return name == null ? "" : name;
    }

    @Nullable Told told(int domain) {
        return told.get(domain);
    }

    /** What was said is the last unless something later is known. */
    void tell(int domain, Told words) {
        var known = told.get(domain);
        if (domain != BEYOND && (known == null || !words.at().isBefore(known.at()))) {
            told.set(domain, words);
        }
    }

    /** Begins a tally. */
    void clear() {
        int size = names.size();
        Arrays.fill(rows, 0, size, 0);
        Arrays.fill(messages, 0, size, 0);
        Arrays.fill(recipients, 0, size, 0);
        Arrays.fill(oldest, 0, size, Long.MAX_VALUE);
        Arrays.fill(retry, 0, size, 0);
        Arrays.fill(deferred, 0, size * CLASSES, 0);
    }

    void defer(int domain, int replyClass, int count) {
        deferred[domain * CLASSES + replyClass] += count;
    }

    long deferred(int domain, ReplyClass replyClass) {
        return deferred[domain * CLASSES + replyClass.number()];
    }

    /** Forgets the domains for which there was no row in the tally. */
    void forget() {
        for (int domain = 1; domain < names.size(); domain++) {
            var name = names.get(domain);
            if (rows[domain] == 0 && name != null) {
                numbers.remove(name);
                names.set(domain, null);
                told.set(domain, null);
                free.push(domain);
            }
        }
    }
}
