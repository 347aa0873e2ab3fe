package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A manager who reads everything, again and again, on a thread of its own: at every reading the
 * books balance, no counter has gone back and no gauge is below zero.
 */
final class Polls implements AutoCloseable {
    private static final Pattern COUNTER =
            Pattern.compile(
                    "(appl|mta|mtaGroup)(Accumulated|Rejected|Failed|Received|Transmitted"
                            + "|LoopsDetected|InboundError|InternalError|OutboundError).*");

    private static final Pattern GAUGE =
            Pattern.compile("(appl|mta|mtaGroup)(Stored|InboundAssoc|OutboundAssoc).*");

    private final World world;
    private final Thread thread = Thread.ofPlatform().name("polls").unstarted(this::run);
    private final Map<String, Long> last = new HashMap<>();
    private volatile boolean over;
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Throwable failed;

    Polls(World world) {
        this.world = world;
        thread.start();
    }

    /** How many readings there have been. */
    int count() {
        return count.get();
    }

    private void run() {
        try {
            while (!over) {
                look(world.snapshot());
                count.incrementAndGet();
            }
        } catch (RuntimeException | AssertionError thrown) {
            failed = thrown;
        }
    }

    private void look(MtaSnapshot snapshot) {
        balanced(snapshot);
        world.image(snapshot).forEach(this::look);
    }

    private void look(String name, String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            return;
        }
        long value = Long.parseLong(text);
        if (GAUGE.matcher(name).matches()) {
            assertTrue(value >= 0, () -> name + " is " + value);
        }
        if (COUNTER.matcher(name).matches()) {
            long before = last.getOrDefault(name, 0L);
            assertTrue(value >= before, () -> name + " went from " + before + " to " + value);
            last.put(name, value);
        }
    }

    static void balanced(MtaSnapshot snapshot) {
        assertEquals(0.0, snapshot.health().get("ledger_imbalance_recipients"));
        assertEquals(0.0, snapshot.health().get("ledger_group_imbalance_recipients"));
        assertEquals(0.0, snapshot.health().get("ledger_stray_ends_total"));
    }

    /** Ends it; fails when a reading was wrong. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        var wrong = failed;
        if (wrong != null) {
            throw new AssertionError("reading no. " + count, wrong);
        }
    }
}
