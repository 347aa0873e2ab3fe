package org.mailgauge.mailaccess;

import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.StoreListener;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened in accounts since a session looked last; bounded. The lock guards all fields. Safe
 * for use by any thread.
 */
final class NotifyEvents implements StoreListener {
    /** Mailboxes and annotations that are remembered; beyond it the client is told of overflow. */
    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable wake;
    private Happened happened = new Happened();

    /** What happened. */
    static final class Happened {
        final Set<ObjectId> changed = new HashSet<>();
        final Map<ObjectId, Set<AnnotationName>> annotated = new HashMap<>();
        final Set<AnnotationName> server = new HashSet<>();
        boolean renamed;
        private int count;

        boolean isEmpty() {
            return changed.isEmpty() && annotated.isEmpty() && server.isEmpty() && !renamed;
        }

        /** Whether not all of it is known. */
        boolean overflows() {
            return count > MOST;
        }
    }

    NotifyEvents(Runnable wake) {
        this.wake = wake;
    }

    /** What happened since the last time. */
    Happened take() {
        lock.lock();
        try {
            var taken = happened;
            if (!taken.isEmpty()) {
                happened = new Happened();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void add(Runnable what) {
        lock.lock();
        try {
            if (!happened.overflows()) {
                what.run();
            }
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    @Override
    public void changed(ObjectId mailbox) {
        add(() -> happened.count += happened.changed.add(mailbox) ? 1 : 0);
    }

    @Override
    public void renamed() {
        add(() -> happened.renamed = true);
    }

    @Override
    public void annotated(ObjectId mailbox, Set<AnnotationName> names) {
        add(
                () -> {
                    happened.annotated.computeIfAbsent(mailbox, _ -> new HashSet<>()).addAll(names);
                    happened.count += names.size();
                });
    }

    @Override
    public void accountAnnotated(Set<AnnotationName> names) {
        add(
                () -> {
                    happened.server.addAll(names);
                    happened.count += names.size();
                });
    }
}
