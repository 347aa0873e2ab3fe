package org.mailgauge.store.sqlite;

import org.mailgauge.store.ObjectId;
import org.mailgauge.store.StoreListener;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know of changes in a shard. Safe for use by any thread. */
final class Watchers {

    /** Watches one mailbox of an account; 0 for all of them. */
    private record Watch(long mailbox, long account, Runnable wake, StoreListener listener) {}

    private final ConcurrentHashMap<Long, List<Watch>> views = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, List<Watch>> accounts = new ConcurrentHashMap<>();

    /** Account and object id of mailboxes that were touched; of the committer's transaction. */
    record Touched(long mailbox, long account, String id) {}

    /** Wakes whenever the mailbox is touched. @return ends that */
    Runnable view(long mailbox, Runnable wake) {
        var watch = new Watch(mailbox, 0, wake, NOBODY);
        return add(views, mailbox, watch);
    }

    /** Tells of the account's mailboxes. @return ends that */
    Runnable account(long account, StoreListener listener) {
        return add(accounts, account, new Watch(0, account, () -> {}, listener));
    }

    private static Runnable add(ConcurrentHashMap<Long, List<Watch>> all, long key, Watch watch) {
        all.compute(
                key,
                (_, list) -> {
                    var watches = list == null ? new CopyOnWriteArrayList<Watch>() : list;
                    watches.add(watch);
                    return watches;
                });
        return () ->
                all.computeIfPresent(
                        key,
                        (_, list) -> {
                            list.remove(watch);
                            return list.isEmpty() ? null : list;
                        });
    }

    void tell(Set<Touched> touched, Set<Long> renamed) {
        for (var one : touched) {
            views.getOrDefault(one.mailbox, List.of()).forEach(watch -> watch.wake.run());
            accounts.getOrDefault(one.account, List.of())
                    .forEach(watch -> watch.listener.changed(new ObjectId(one.id)));
        }
        for (long account : renamed) {
            accounts.getOrDefault(account, List.of()).forEach(watch -> watch.listener.renamed());
        }
    }

    /** Wakes all: the store closes. */
    void wakeAll() {
        views.values().forEach(list -> list.forEach(watch -> watch.wake.run()));
    }

    int views() {
        return views.values().stream().mapToInt(List::size).sum();
    }

    private static final StoreListener NOBODY =
            new StoreListener() {
                @Override
                public void changed(ObjectId mailbox) {
                    // Nobody.
                }

                @Override
                public void renamed() {
                    // Nobody.
                }
            };
}
