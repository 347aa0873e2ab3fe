package org.mailgauge.testing;

import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Observer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. Safe for use by any thread. */
public final class Events implements Observer {
    private final List<MtaEvent> told = new CopyOnWriteArrayList<>();

    @Override
    public synchronized void tell(MtaEvent event) {
        told.add(event);
        notifyAll();
    }

    /** Waits until one of a kind has been told. */
    public synchronized void await(Class<? extends MtaEvent> kind) throws InterruptedException {
        while (count(kind) == 0) {
            wait();
        }
    }

    /** All so far, in order. */
    public List<MtaEvent> told() {
        return List.copyOf(told);
    }

    /** How many of a kind. */
    public long count(Class<? extends MtaEvent> kind) {
        return told.stream().filter(kind::isInstance).count();
    }

    /** The kinds so far, in order. */
    public List<String> kinds() {
        return told.stream().map(event -> event.getClass().getSimpleName()).toList();
    }
}
