package org.mailgauge.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * An agent whose slots are used by the test: each is parked on its own thread until the test lets
 * it go, and the test's thread calls its methods, so that it decides every interleaving.
 */
final class ManualAgent implements Agents.Agent {
    /** A slot in the hands of the test. */
    static final class Held {
        final Slot slot;
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean throwing;

        Held(Slot slot) {
            this.slot = slot;
        }

        Optional<Slot.Job> next() {
            return slot.next();
        }
    }

    private final List<Held> held = new ArrayList<>();

    @Override
    public void deliver(Slot slot) {
        var mine = new Held(slot);
        synchronized (this) {
            held.add(mine);
        }
        try {
            mine.over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            held.remove(mine);
        }
        if (mine.throwing) {
            throw new IllegalStateException("a fault in the agent, as the test wants it");
        }
    }

    synchronized int parked() {
        return (int) held.stream().filter(one -> one.over.getCount() > 0).count();
    }

    synchronized List<Held> slots() {
        return List.copyOf(held);
    }

    void end(Held one) {
        one.over.countDown();
    }

    void crash(Held one) {
        one.throwing = true;
        one.over.countDown();
    }
}
