package org.mailgauge.store.sqlite;

import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Quota;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which mailboxes some names of accounts in use stand for, and the quotas of these accounts, as far
 * as they have been asked for: they change seldom. Safe for use by any thread.
 */
final class Directory {
    /*
     * Problem: what is read from the index may be old before it is kept here.
     * Rule: it is kept only if nothing was dropped since before the reading; the committer drops
     * what a group may have changed before anybody is told of that group.
     */
    private static final int MOST = 4096;

    private record Name(long account, String text) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Name, MailboxStore> mailboxes = new Recent<>();
    private final Map<Long, Quota> quotas = new Recent<>();
    private long dropped;

    private static final class Recent<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    /** To be asked for before a reading whose answer is kept. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    Optional<MailboxStore> mailbox(long account, MailboxName name) {
        lock.lock();
        try {
            return Optional.ofNullable(mailboxes.get(new Name(account, name.text())));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps what was read.
     *
     * @param began {@link #dropped} before that
     */
    void keep(long account, MailboxName name, MailboxStore mailbox, long began) {
        lock.lock();
        try {
            if (dropped == began) {
                mailboxes.put(new Name(account, name.text()), mailbox);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The quota of an account that is in use. */
    Optional<Quota> quota(long account) {
        lock.lock();
        try {
            return Optional.ofNullable(quotas.get(account));
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #keep(long, MailboxName, MailboxStore, long)}. */
    void keep(long account, Quota quota, long began) {
        lock.lock();
        try {
            if (dropped == began) {
                quotas.put(account, quota);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what a group did. Before anybody is told of it.
     *
     * @param works the changes of each
     */
    void committed(List<List<Change>> works) {
        boolean other =
                works.stream().anyMatch(changes -> changes.stream().anyMatch(Directory::moves));
        if (other) {
            drop();
        }
    }

    private static boolean moves(Change change) {
        return change instanceof Change.MailboxPut
                || change instanceof Change.MailboxGone
                || change instanceof Change.AccountPut
                || change instanceof Change.AccountGone;
    }

    /** Forgets all. */
    void drop() {
        lock.lock();
        try {
            dropped++;
            mailboxes.clear();
            quotas.clear();
        } finally {
            lock.unlock();
        }
    }
}
