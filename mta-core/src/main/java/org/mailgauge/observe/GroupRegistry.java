package org.mailgauge.observe;

import org.mailgauge.port.Time;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The groups of one MTA and the indexes of all applications, stable across restarts. Safe for use
 * by any thread; nothing but {@link #open}, {@link #application}, {@link #persist} and {@link
 * #saveTraffic} waits for a disk.
 */
public final class GroupRegistry implements Groups {
    /*
     * A group may be asked for with the queue's lock held, so creating one does no I/O: its index is
     * given in memory and stays pending until persist() has made it durable. The publisher calls
     * persist() first and shows no group whose index is pending, so no reader ever saw an index that
     * a crash could give to another name.
     *
     * Invariants: an index, once given to a name, is never given to another, in this run or a later
     * one; all is sorted by index; a name is in pending exactly until the store has it.
     * Lock order: storing, then lock. storing is held over I/O, and only by persist().
     */

    /** The first index of both number spaces: far from the 1 of other agents. */
    public static final int FIRST = 1001;

    private static final String OTHER = "other";
    private static final int NAME_LENGTH = 255;
    private static final int TRAFFIC_PER_DESTINATION = 20;

    private record Key(IndexStore.Scope scope, String name) {}

    /**
     * A group that there was in an earlier run, of an application that goes on meanwhile.
     *
     * @param name in its scope
     * @param createdTicks as {@link MtaGroup#createdTicks}
     */
    public record Was(
            IndexStore.Scope scope,
            String name,
            MtaGroup.Kind kind,
            String description,
            int port,
            long createdTicks) {}

    private final IndexStore store;
    private final Time time;
    private final String url;
    private final int byTraffic;
    private final int byBacklog;
    private final DestinationTraffic traffic;
    private final Map<Key, MtaGroup> groups = new ConcurrentHashMap<>();
    private final Map<QueueState, MtaGroup> states;
    private final MtaGroup other;
    private final Map<Key, Was> past = new HashMap<>();
    private final ReentrantLock storing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    // Below: written with lock held; the volatile and atomic ones are read without it.
    private final Map<Key, Integer> indexes = new HashMap<>();
    private final TreeMap<Integer, MtaGroup> sorted = new TreeMap<>();
    private final List<IndexStore.Entry> pending = new ArrayList<>();
    private int nextApplication = FIRST;
    private int nextGroup = FIRST;
    private volatile List<MtaGroup> all = List.of();
    private volatile Set<Integer> unstored = Set.of();
    private final AtomicInteger trafficAdmitted = new AtomicInteger();
    private final AtomicInteger backlogAdmitted = new AtomicInteger();

    private GroupRegistry(
            IndexStore store,
            GroupPlan plan,
            Time time,
            IndexStore.Indexes known,
            int capacity,
            List<Was> past) {
        past.forEach(was -> this.past.put(new Key(was.scope(), was.name()), was));
        this.store = store;
        this.time = time;
        this.url = plan.url();
        this.byTraffic = (plan.destinations() + 1) / 2;
        this.byBacklog = plan.destinations() / 2;
        this.traffic = new DestinationTraffic(capacity);
        remember(known);
        plan.inbound().forEach(spec -> group(IndexStore.Scope.INBOUND, spec));
        plan.channels().forEach(spec -> group(IndexStore.Scope.CHANNEL, spec));
        var byState = new HashMap<QueueState, MtaGroup>();
        for (var state : QueueState.values()) {
            byState.put(state, group(IndexStore.Scope.STATE, spec(state)));
        }
        this.states = Map.copyOf(byState);
        this.other = group(IndexStore.Scope.DESTINATION, destinationSpec(OTHER, OTHER));
    }

    /** Reads what earlier runs left and creates the planned groups, durably. */
    public static GroupRegistry open(IndexStore store, GroupPlan plan, Time time)
            throws IOException {
        return open(store, plan, time, List.of());
    }

    /** The same of an application that went on meanwhile: the groups that there were are there. */
    public static GroupRegistry open(IndexStore store, GroupPlan plan, Time time, List<Was> past)
            throws IOException {
        int capacity = Math.max(1, plan.destinations() * TRAFFIC_PER_DESTINATION);
        var registry = new GroupRegistry(store, plan, time, store.indexes(), capacity, past);
        past.forEach(registry::again);
        var busiest = DestinationTraffic.top(store.traffic(), registry.byTraffic);
        busiest.keySet().forEach(registry::admitByTraffic);
        registry.persist();
        return registry;
    }

    /**
     * Adds the services and channels that another plan names, and describes all of its as it does.
     * Those that it does not name stay, with their counts: a group is never removed. Does no I/O:
     * new ones are shown when their indexes are durable.
     */
    public void add(GroupPlan plan) {
        plan.inbound().forEach(spec -> group(IndexStore.Scope.INBOUND, spec));
        plan.channels()
                .forEach(
                        spec -> {
                            group(IndexStore.Scope.CHANNEL, spec);
                            describe(new Key(IndexStore.Scope.CHANNEL, spec.name()), spec);
                        });
    }

    private void again(Was was) {
        if (was.scope() == IndexStore.Scope.DESTINATION) {
            if (was.name().equals(OTHER)) {
                return;
            }
            if (presentable(was.name()) && trafficAdmitted.get() < byTraffic) {
                admitByTraffic(was.name());
            } else {
                admitByBacklog(was.name());
            }
        } else if (was.scope() != IndexStore.Scope.STATE) {
            var spec = new GroupPlan.Spec(was.name(), was.kind(), was.description(), was.port());
            group(was.scope(), spec);
        }
    }

    /** All groups, by what an {@linkplain #open later run} has to know of them. */
    public Map<Was, MtaGroup> known() {
        var all = new LinkedHashMap<Was, MtaGroup>();
        groups.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getValue().index()))
                .forEach(
                        entry -> {
                            var key = entry.getKey();
                            var group = entry.getValue();
                            all.put(
                                    new Was(
                                            key.scope(),
                                            key.name(),
                                            group.kind(),
                                            group.description(),
                                            group.port(),
                                            group.createdTicks()),
                                    group);
                        });
        return all;
    }

    /** Changes what is shown; those who count know a group by its index. */
    private void describe(Key key, GroupPlan.Spec spec) {
        lock.lock();
        try {
            var shown = sorted.get(indexes.getOrDefault(key, -1));
            if (shown != null && !shown.description().equals(spec.description())) {
                sorted.put(shown.index(), shown.described(spec.description()));
                all = List.copyOf(sorted.values());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The applIndex of an application's name, durable on return. */
    public int application(String name) throws IOException {
        int index;
        lock.lock();
        try {
            index = index(new Key(IndexStore.Scope.APPLICATION, name));
        } finally {
            lock.unlock();
        }
        persist();
        return index;
    }

    /** The group of a service or channel, as described when it is new. */
    public MtaGroup of(GroupPlan.Spec spec) {
        boolean in = spec.kind() == MtaGroup.Kind.INBOUND;
        var scope = in ? IndexStore.Scope.INBOUND : IndexStore.Scope.CHANNEL;
        var known = groups.get(new Key(scope, spec.name()));
        return known != null ? known : group(scope, spec);
    }

    @Override
    public MtaGroup inbound(String name) {
        var known = groups.get(new Key(IndexStore.Scope.INBOUND, name));
        return known != null
                ? known
                : group(
                        IndexStore.Scope.INBOUND,
                        new GroupPlan.Spec(name, MtaGroup.Kind.INBOUND, "Mail taken in", 0));
    }

    @Override
    public MtaGroup channel(String name) {
        var known = groups.get(new Key(IndexStore.Scope.CHANNEL, name));
        return known != null ? known : group(IndexStore.Scope.CHANNEL, GroupPlan.channel(name));
    }

    @Override
    public MtaGroup state(QueueState state) {
        return Objects.requireNonNull(states.get(state));
    }

    @Override
    public MtaGroup destination(String domain) {
        var name = domain.toLowerCase(Locale.ROOT);
        if (!presentable(name)) {
            return other;
        }
        traffic.count(name);
        var known = groups.get(key(name));
        if (known != null) {
            return known;
        }
        return trafficAdmitted.get() < byTraffic ? admitByTraffic(name) : other;
    }

    @Override
    public List<MtaGroup> all() {
        return all;
    }

    /** The group of the destinations that have none of their own. */
    public MtaGroup other() {
        return other;
    }

    /** How many more destinations may be admitted by their backlog. */
    public int backlogSlots() {
        return byBacklog - backlogAdmitted.get();
    }

    /**
     * Gives a destination a group of its own because of its backlog; empty when it has one already
     * or no slot is left.
     */
    public Optional<MtaGroup> admitByBacklog(String domain) {
        var name = domain.toLowerCase(Locale.ROOT);
        lock.lock();
        try {
            if (!presentable(name) || groups.containsKey(key(name)) || backlogSlots() <= 0) {
                return Optional.empty();
            }
            backlogAdmitted.incrementAndGet();
            return Optional.of(create(name));
        } finally {
            lock.unlock();
        }
    }

    private MtaGroup admitByTraffic(String name) {
        lock.lock();
        try {
            var known = groups.get(key(name));
            if (known != null || trafficAdmitted.get() >= byTraffic || !presentable(name)) {
                return known != null ? known : other;
            }
            trafficAdmitted.incrementAndGet();
            return create(name);
        } finally {
            lock.unlock();
        }
    }

    /** The group of a domain; a domain called {@code other} is kept apart by the root's dot. */
    private static Key key(String domain) {
        return new Key(IndexStore.Scope.DESTINATION, domain.equals(OTHER) ? "other." : domain);
    }

    private MtaGroup create(String domain) {
        var key = key(domain);
        boolean taken = groups.values().stream().anyMatch(group -> group.name().equals(key.name()));
        var shown = taken ? key.name() + "." : key.name();
        return group(IndexStore.Scope.DESTINATION, destinationSpec(key.name(), shown), shown);
    }

    private MtaGroup group(IndexStore.Scope scope, GroupPlan.Spec spec) {
        return group(scope, spec, spec.name());
    }

    private MtaGroup group(IndexStore.Scope scope, GroupPlan.Spec spec, String shown) {
        lock.lock();
        try {
            var key = new Key(scope, spec.name());
            var known = groups.get(key);
            if (known != null) {
                return known;
            }
            int index = index(key);
            var was = past.get(key);
            var group =
                    new MtaGroup(
                            index,
                            spec.kind(),
                            shown,
                            spec.description(),
                            spec.port(),
                            was == null ? time.ticks() : was.createdTicks(),
                            url.isEmpty() ? "" : url + "#" + MtaGroup.place(index));
            sorted.put(index, group);
            groups.put(key, group);
            all = List.copyOf(sorted.values());
            return group;
        } finally {
            lock.unlock();
        }
    }

    private int index(Key key) {
        var known = indexes.get(key);
        if (known != null) {
            return known;
        }
        boolean application = key.scope() == IndexStore.Scope.APPLICATION;
        int index = application ? nextApplication++ : nextGroup++;
        indexes.put(key, index);
        pending.add(new IndexStore.Entry(key.scope(), key.name(), index));
        markUnstored();
        return index;
    }

    private void remember(IndexStore.Indexes known) {
        for (var entry : known.entries()) {
            indexes.putIfAbsent(new Key(entry.scope(), entry.name()), entry.index());
            if (entry.scope() == IndexStore.Scope.APPLICATION) {
                nextApplication = Math.max(nextApplication, entry.index() + 1);
            } else {
                nextGroup = Math.max(nextGroup, entry.index() + 1);
            }
        }
        nextApplication += known.lost();
        nextGroup += known.lost();
    }

    /** Whether some group's index could still be lost. */
    boolean unstored() {
        return !unstored.isEmpty();
    }

    /** The groups whose indexes are durable, ascending. */
    List<MtaGroup> stored() {
        var hidden = unstored;
        if (hidden.isEmpty()) {
            return all;
        }
        return all.stream().filter(group -> !hidden.contains(group.index())).toList();
    }

    /** Makes all indexes durable that were given before. When it fails they stay pending. */
    public void persist() throws IOException {
        storing.lock();
        try {
            var batch = batch();
            if (!batch.isEmpty()) {
                store.add(batch);
                forget(batch.size());
            }
        } finally {
            storing.unlock();
        }
    }

    private List<IndexStore.Entry> batch() {
        lock.lock();
        try {
            return List.copyOf(pending);
        } finally {
            lock.unlock();
        }
    }

    private void forget(int count) {
        lock.lock();
        try {
            pending.subList(0, count).clear();
            markUnstored();
        } finally {
            lock.unlock();
        }
    }

    private void markUnstored() {
        unstored =
                pending.stream()
                        .filter(entry -> entry.scope() != IndexStore.Scope.APPLICATION)
                        .map(IndexStore.Entry::index)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Keeps the busiest destinations for the next run's election. */
    public void saveTraffic() throws IOException {
        var top = traffic.top(Math.max(1, byTraffic + byBacklog));
        if (!top.isEmpty()) {
            store.saveTraffic(top);
        }
    }

    private static boolean presentable(String name) {
        if (name.isEmpty() || name.length() > NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static GroupPlan.Spec destinationSpec(String name, String shown) {
        var text =
                name.equals(OTHER)
                        ? "Mail for all other destinations"
                        : "Mail for the domain " + shown;
        return new GroupPlan.Spec(name, MtaGroup.Kind.DESTINATION, text, 0);
    }

    private static GroupPlan.Spec spec(QueueState state) {
        var text =
                switch (state) {
                    case IN_DELIVERY -> "Messages being handed on now (queue)";
                    case READY -> "Messages waiting for their turn (queue)";
                    case DEFERRED -> "Messages waiting for their next retry (queue)";
                    case HELD -> "Messages kept until they are released (queue)";
                };
        return new GroupPlan.Spec(state.label(), MtaGroup.Kind.STATE, text, 0);
    }
}
