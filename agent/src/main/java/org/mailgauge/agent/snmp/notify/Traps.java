package org.mailgauge.agent.snmp.notify;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends traps as they come, without a disk between. What comes faster than it can be sent is
 * dropped and counted. A platform thread runs it; {@link #post} is for any thread.
 */
final class Traps {
    private static final int MOST = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Traps.class);

    private record One(Notification notification, List<Receiver> receivers) {}

    private final BlockingQueue<One> queue = new ArrayBlockingQueue<>(MOST);
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Set<String> failing = new HashSet<>(); // of the running thread
    private final LongAdder dropped = new LongAdder();

    void post(Notification notification, List<Receiver> receivers) {
        if (!receivers.isEmpty() && !queue.offer(new One(notification, receivers))) {
            dropped.increment();
        }
    }

    void run(Wire wire) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var one = queue.take();
                one.receivers().forEach(receiver -> send(wire, receiver, one.notification()));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What goes wrong with one trap must not end the way of the others. */
    private void send(Wire wire, Receiver receiver, Notification notification) {
        try {
            wire.trap(receiver, notification);
            sent.merge(receiver.key(), notification.sequence(), Math::max);
            failing.remove(receiver.key());
        } catch (IOException failed) {
            if (failing.add(receiver.key())) {
                LOG.warn("traps to {} cannot be sent: {}", receiver.to(), failed.getMessage());
            }
        } catch (RuntimeException defect) {
            LOG.error("a trap to {} failed", receiver.to(), defect);
        }
    }

    /** The last event that was sent to a receiver; 0 before. */
    long sent(String receiver) {
        return sent.getOrDefault(receiver, 0L);
    }

    long dropped() {
        return dropped.sum();
    }
}
