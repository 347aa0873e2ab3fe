package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.StateText;

import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * When recipients of a domain last got through, and how many have left. At most {@value #MOST}
 * domains, those that were told of last. Safe for use by any thread; {@code lock} guards the map.
 */
final class Domains implements PostfixStock.Served {
    static final int MOST = 10_000;

    /** One domain. */
    private static final class Domain {
        private @Nullable Long served;
        private long left;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Domain> all = new LinkedHashMap<>(256, 0.75f, true);

    /** Recipients have left; {@code served} when they got through. */
    void left(String domain, long recipients, boolean served, long at) {
        lock.lock();
        try {
            var one = all.computeIfAbsent(domain, _ -> new Domain());
            one.left += recipients;
            if (served) {
                one.served = at;
            }
            if (all.size() > MOST) {
                all.pollFirstEntry();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Long ticks(String domain) {
        lock.lock();
        try {
            var one = all.get(domain);
            return one == null ? null : one.served;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long left(String domain) {
        lock.lock();
        try {
            var one = all.get(domain);
            return one == null ? 0 : one.left;
        } finally {
            lock.unlock();
        }
    }

    void save(StateText text, Consumer<String> lines) {
        lock.lock();
        try {
            all.forEach(
                    (name, one) ->
                            lines.accept(
                                    text.line(
                                            "domain",
                                            name,
                                            Long.toString(one.left),
                                            text.moment(one.served))));
        } finally {
            lock.unlock();
        }
    }

    /** Takes one of the lines; returns whether it was one. */
    boolean goOn(StateText.Words words) {
        if (!words.first().equals("domain")) {
            return false;
        }
        var left = words.number(2);
        if (left == null) {
            return false;
        }
        lock.lock();
        try {
            var one = all.computeIfAbsent(words.text(1), _ -> new Domain());
            one.left = left;
            one.served = words.ticks(3);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
