package org.mailgauge.fulltext;

import org.mailgauge.port.Disk;
import org.mailgauge.store.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;

/**
 * The indexes that were asked lately. Safe for use by any platform thread; the lock guards which
 * they are.
 */
final class Indexes {
    private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);

    /** Kept open at most. */
    private static final int OPEN = 64;

    private final Disk disk;
    private final Path root;
    private final String above;
    private final ReentrantLock lock = new ReentrantLock();

    /** The one that was asked longest ago first. */
    private final Map<AccountName, AccountIndex> open = new LinkedHashMap<>(16, 0.75f, true);

    /** Those asked since {@link #rest}. */
    private final Set<AccountName> asked = new HashSet<>();

    Indexes(Disk disk, Path root, String above) {
        this.disk = disk;
        this.root = root;
        this.above = above;
    }

    IndexFolder folder(AccountName account) {
        return IndexFolder.of(disk, root, above, account);
    }

    IndexFolder folder(String name) {
        return new IndexFolder(disk, root, above, name);
    }

    /** The names of all folders that are there. */
    List<String> folders() throws IOException {
        return disk.exists(above) ? disk.list(above) : List.of();
    }

    AccountIndex of(AccountName account) {
        var closing = new ArrayList<AccountIndex>();
        lock.lock();
        try {
            asked.add(account);
            var index = open.computeIfAbsent(account, name -> new AccountIndex(folder(name)));
            if (open.size() > OPEN) {
                var eldest = open.values().iterator();
                closing.add(eldest.next());
                eldest.remove();
            }
            return index;
        } finally {
            lock.unlock();
            close(closing);
        }
    }

    /** Closes one, which will be deleted. */
    void drop(IndexFolder folder) {
        close(taken((_, index) -> index.folder().equals(folder)));
    }

    /** Closes those that nobody has asked since this was called last. */
    void rest() {
        var kept = askedLately();
        close(taken((account, _) -> !kept.contains(account)));
    }

    private Set<AccountName> askedLately() {
        lock.lock();
        try {
            var lately = Set.copyOf(asked);
            asked.clear();
            return lately;
        } finally {
            lock.unlock();
        }
    }

    private List<AccountIndex> taken(BiPredicate<AccountName, AccountIndex> which) {
        var taken = new ArrayList<AccountIndex>();
        lock.lock();
        try {
            for (var all = open.entrySet().iterator(); all.hasNext(); ) {
                var one = all.next();
                if (which.test(one.getKey(), one.getValue())) {
                    taken.add(one.getValue());
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** Not under the lock: one that is being opened is closed when that is done. */
    private static void close(List<AccountIndex> indexes) {
        for (var index : indexes) {
            try {
                index.close();
            } catch (IOException e) {
                LOG.warn("cannot close an index", e);
            }
        }
    }

    int open() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        close(taken((_, _) -> true));
    }
}
