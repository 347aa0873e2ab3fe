package org.mailgauge.store.sqlite;

import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.StoreListener;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who wants to know of changes in a shard. Safe for use by any thread. */
final class Watchers {

    /** Watches one mailbox of an account; 0 for all of them. */
    private record Watch(long mailbox, long account, Runnable wake, StoreListener listener) {}

    private static final String ANYONE = "anyone";

    private final ConcurrentHashMap<Long, List<Watch>> views = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, List<Watch>> accounts = new ConcurrentHashMap<>();

    /** By identifiers of {@link org.mailgauge.store.Acl}, without what they begin with. */
    private final ConcurrentHashMap<String, List<Runnable>> rights = new ConcurrentHashMap<>();

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

    /** Tells of rights that may have become others for a user. @return ends that */
    Runnable rights(String user, Runnable changed) {
        var own = add(rights, user, changed);
        var all = add(rights, ANYONE, changed);
        return () -> {
            own.run();
            all.run();
        };
    }

    private static <K, W> Runnable add(ConcurrentHashMap<K, List<W>> all, K key, W watch) {
        all.compute(
                key,
                (_, list) -> {
                    var watches = list == null ? new CopyOnWriteArrayList<W>() : list;
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

    /** Of identifiers whose rights were set. */
    void permitted(Set<String> identifiers) {
        for (var each : identifiers) {
            var user = each.startsWith("-") ? each.substring(1) : each;
            rights.getOrDefault(user, List.of()).forEach(Runnable::run);
        }
    }

    void tell(
            Set<Touched> touched, Set<Long> renamed, Map<Touched, Set<AnnotationName>> annotated) {
        for (var one : touched) {
            views.getOrDefault(one.mailbox, List.of()).forEach(watch -> watch.wake.run());
            accounts.getOrDefault(one.account, List.of())
                    .forEach(watch -> watch.listener.changed(new ObjectId(one.id)));
        }
        for (long account : renamed) {
            accounts.getOrDefault(account, List.of()).forEach(watch -> watch.listener.renamed());
        }
        annotated.forEach(
                (one, names) ->
                        accounts.getOrDefault(one.account, List.of())
                                .forEach(watch -> annotated(watch.listener, one, names)));
    }

    private static void annotated(StoreListener listener, Touched one, Set<AnnotationName> names) {
        if (one.mailbox == 0) {
            listener.accountAnnotated(names);
        } else {
            listener.annotated(new ObjectId(one.id), names);
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
