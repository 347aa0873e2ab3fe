package org.mailgauge.agent;

import org.mailgauge.port.Tasks;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Something that any number may ask for. While it is being done, one more time is kept for all who
 * ask meanwhile. Safe for use by any thread.
 */
final class Coalescing {
    private final Tasks tasks;
    private final String name;
    private final Runnable what;
    private final ReentrantLock doing = new ReentrantLock();
    private final AtomicBoolean wanted = new AtomicBoolean();

    Coalescing(Tasks tasks, String name, Runnable what) {
        this.tasks = tasks;
        this.name = name;
        this.what = what;
    }

    /** Asks for it, and does not wait. It begins after this, whatever is under way. */
    void ask() {
        if (!wanted.getAndSet(true)) {
            tasks.start(name, this::run);
        }
    }

    private void run() {
        doing.lock();
        try {
            wanted.set(false); // who asks from here on may mean what comes after we have looked
            what.run();
        } finally {
            doing.unlock();
        }
    }
}
