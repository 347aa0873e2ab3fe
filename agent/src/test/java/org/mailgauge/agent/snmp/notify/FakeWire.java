package org.mailgauge.agent.snmp.notify;

import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Receivers of which the test says whether they answer. Safe for use by any thread. */
final class FakeWire implements Wire {
    final Set<String> down = Collections.synchronizedSet(new HashSet<>());
    final List<String> got = new CopyOnWriteArrayList<>();
    final AtomicInteger tries = new AtomicInteger();
    volatile boolean closed;

    @Override
    public void trap(Receiver to, Notification notification) throws IOException {
        if (down.contains(to.key())) {
            throw new IOException("unreachable");
        }
        got.add(to.to().port() + " trap " + notification.sequence());
    }

    @Override
    public boolean inform(Receiver to, Notification notification) {
        tries.incrementAndGet();
        if (down.contains(to.key())) {
            return false;
        }
        got.add(to.to().port() + " inform " + notification.sequence());
        return true;
    }

    /** The sequence numbers that a port has got, in order. */
    List<Long> of(int port) {
        return got.stream()
                .filter(line -> line.startsWith(port + " "))
                .map(line -> Long.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }
}
