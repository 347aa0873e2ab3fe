package org.mailgauge.fulltext;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.AccountName;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Accounts whose index lacks something, the one that waits longest first. Safe for use by any
 * thread; the lock guards all of it.
 */
final class Waiting {
    /** At most; who is not among them asks again. */
    private static final int MOST = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Map<AccountName, Long> accounts = new LinkedHashMap<>();
    private boolean ended;

    /** What is next. */
    sealed interface Next {
        record Account(AccountName name) implements Next {}

        /** Nothing came in the time. */
        record Nothing() implements Next {}

        record End() implements Next {}
    }

    /**
     * An account's index lacks messages.
     *
     * @param messages how many, as far as that is known
     */
    void add(AccountName account, long messages) {
        lock.lock();
        try {
            if (!ended && (accounts.size() < MOST || accounts.containsKey(account))) {
                accounts.merge(account, messages, Math::max);
                woken.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an account, at most so long. */
    Next take(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!ended && accounts.isEmpty() && left > 0) {
                left = woken.awaitNanos(left);
            }
            if (ended) {
                return new Next.End();
            }
            var first = first();
            return first == null ? new Next.Nothing() : new Next.Account(first);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Next.End();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable AccountName first() {
        var all = accounts.keySet().iterator();
        if (!all.hasNext()) {
            return null;
        }
        var first = all.next();
        all.remove();
        return first;
    }

    /** Pauses, unless it has ended. */
    void rest(long nanos) {
        lock.lock();
        try {
            long left = Math.min(nanos, TimeUnit.SECONDS.toNanos(1));
            while (!ended && left > 0) {
                left = woken.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Messages that wait, as far as that is known. */
    long messages() {
        lock.lock();
        try {
            return accounts.values().stream().mapToLong(Long::longValue).sum();
        } finally {
            lock.unlock();
        }
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
