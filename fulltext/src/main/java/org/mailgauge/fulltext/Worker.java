package org.mailgauge.fulltext;

import org.mailgauge.disk.Space;
import org.mailgauge.port.Time;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes indexes and keeps them up to date, one account after the other, on a thread of its own. It
 * rests as long as it works. Its loop is used by that thread, the rest by any.
 */
final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** After the start, until it looks what there is. */
    private static final long FIRST = Duration.ofSeconds(30).toNanos();

    private static final long SWEEP = Duration.ofHours(1).toNanos();

    /** Work for one account while others wait, and until what is done is kept. */
    private static final long SLICE = Duration.ofSeconds(5).toNanos();

    /** More messages than that, which an index lacks, are worth a turn. */
    static final int MANY = 100;

    private final MailStore store;
    private final Indexes indexes;
    private final Time time;
    private final Space space;
    private final Totals totals;
    private final Waiting waiting = new Waiting();

    /** Accounts whose index was made anew since the last sweep: not again until the next one. */
    private final Set<AccountName> renewed = new HashSet<>();

    /** Octets of indexes, by the names of their folders. */
    private final Map<String, Long> octets = new ConcurrentHashMap<>();

    /** Those that could not be asked. */
    private final Set<AccountName> doubtful = ConcurrentHashMap.newKeySet();

    private long sweepAt;

    Worker(MailStore store, Indexes indexes, Time time, Space space, Totals totals) {
        this.store = store;
        this.indexes = indexes;
        this.time = time;
        this.space = space;
        this.totals = totals;
        sweepAt = time.ticks() + FIRST;
    }

    /** Something of an account is not in its index. */
    void want(AccountName account, long messages) {
        waiting.add(account, messages);
    }

    /** An account's index cannot be asked: it is looked at, and made anew if it is damaged. */
    void doubt(AccountName account) {
        doubtful.add(account);
        waiting.add(account, 0);
    }

    /** Whether it is still to be looked at. */
    boolean doubts(AccountName account) {
        return doubtful.contains(account);
    }

    long waits() {
        return waiting.messages();
    }

    /** What all indexes take on disk, as far as that is known. */
    long octets() {
        return octets.values().stream().mapToLong(Long::longValue).sum();
    }

    int accounts() {
        return octets.size();
    }

    void end() {
        waiting.end();
    }

    /** Runs until {@link #end}. */
    void loop() {
        while (true) {
            switch (waiting.take(Math.max(0, sweepAt - time.ticks()))) {
                case Waiting.Next.Account(var name) -> turn(name);
                case Waiting.Next.Nothing _ -> {}
                case Waiting.Next.End _ -> {
                    return;
                }
            }
            if (time.ticks() >= sweepAt) {
                sweepAt = time.ticks() + SWEEP;
                sweep();
            }
        }
    }

    /** Goes on with an account. */
    void turn(AccountName name) {
        try {
            if (space.scarce()) {
                return;
            }
            var account = store.account(name);
            if (account.isEmpty()) {
                forget(indexes.folder(name));
                return;
            }
            var index = indexes.of(name);
            if (doubtful.remove(name)) {
                index.check();
            }
            var pace = new Turn();
            boolean whole;
            try (var directory = index.folder().directory();
                    var catching = CatchUp.open(directory, account.get(), pace)) {
                whole = catching.run();
            }
            index.follow();
            octets.put(IndexFolder.name(name), index.folder().octets());
            if (!whole) {
                waiting.add(name, 0);
            }
        } catch (BrokenIndexException e) {
            broken(name, e);
        } catch (IOException e) {
            failed("index the mail of " + name, e);
        } catch (RuntimeException e) {
            broken(name, new BrokenIndexException(e));
        }
    }

    private void failed(String what, Exception why) {
        if (!waiting.isEnded()) {
            totals.failures.increment();
            LOG.warn("cannot {}", what, why);
        }
    }

    private void broken(AccountName name, BrokenIndexException why) {
        if (!why.isDamage()) {
            failed("write the index of " + name, why);
        } else if (renewed.add(name)) {
            LOG.warn("the index of {} is made anew", name, why);
            renew(name);
        } else {
            failed("use the index of " + name + ", which was made anew lately", why);
        }
    }

    private void renew(AccountName name) {
        totals.rebuilds.increment();
        try {
            forget(indexes.folder(name));
            waiting.add(name, 0);
        } catch (IOException | RuntimeException e) {
            failed("delete the index of " + name, e);
        }
    }

    private void forget(IndexFolder folder) throws IOException {
        indexes.drop(folder);
        folder.delete();
        octets.remove(folder.name());
    }

    /** Looks at all indexes: deletes those of no account, and brings up to date what lags. */
    void sweep() {
        renewed.clear();
        indexes.rest();
        try {
            var folders = new HashSet<>(indexes.folders());
            for (var account : store.accounts()) {
                if (waiting.isEnded()) {
                    return;
                }
                var folder = indexes.folder(account.name());
                if (account.removed() == null && folders.remove(folder.name())) {
                    octets.put(folder.name(), folder.octets());
                    look(account.name(), folder);
                }
            }
            for (var nobodys : folders) {
                forget(indexes.folder(nobodys));
            }
        } catch (IOException | RuntimeException e) {
            failed("look at the indexes", e);
        }
    }

    private void look(AccountName name, IndexFolder folder) throws IOException {
        var account = store.account(name);
        if (account.isEmpty()) {
            return;
        }
        long lacks;
        try (var directory = folder.directory()) {
            lacks = CatchUp.lacks(directory, account.get());
        } catch (BrokenIndexException e) {
            broken(name, e);
            return;
        }
        if (lacks > MANY) {
            waiting.add(name, lacks);
        }
    }

    /** Works, and rests as long. */
    private final class Turn implements CatchUp.Pace {
        private long began = time.ticks();
        private long worked;

        @Override
        public boolean goesOn() {
            return !waiting.isEnded() && worked < SLICE;
        }

        @Override
        public void rest(int messages, int added) {
            totals.indexed.add(added);
            long took = time.ticks() - began;
            worked += took;
            waiting.rest(took);
            began = time.ticks();
        }
    }
}
