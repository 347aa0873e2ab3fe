package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where recipients can be: channels, next hops, domains and the groups in which these are counted;
 * made when first needed. Domains and next hops are forgotten when nobody is there any more.
 * Guarded by the queue's lock.
 */
final class Places {
    private record HopKey(String channel, NextHop nextHop) {}

    private final Groups groups;
    private Supplier<Window> windows;
    private final LongSupplier ticks;
    private final HopMemory<HopKey> memory = new HopMemory<>();
    private final Map<String, Domain> domains = new HashMap<>();
    private final Map<String, Channel> channels = new HashMap<>();
    private final List<Channel> channelList = new ArrayList<>();
    private final Map<Integer, DestinationGroup> destinations = new LinkedHashMap<>();
    private final Map<HopKey, Hop> hops = new HashMap<>();
    private final PauseBook pauses = new PauseBook();
    private final Evidence evidence = new Evidence();
    private final Ranks ranks = new Ranks();
    private int shelves;

    /**
     * @param windows of next hops of which nothing is known
     * @param ticks the ticker
     */
    Places(Groups groups, Supplier<Window> windows, LongSupplier ticks) {
        this.groups = groups;
        this.windows = windows;
        this.ticks = ticks;
    }

    /** May grow while a caller goes through it by position. */
    List<Channel> channels() {
        return channelList;
    }

    Collection<DestinationGroup> destinations() {
        return destinations.values();
    }

    @Nullable DestinationGroup destination(MtaGroup group) {
        return destinations.get(group.index());
    }

    Collection<Hop> hops() {
        return hops.values();
    }

    @Nullable Domain domain(String name) {
        return domains.get(name);
    }

    int domains() {
        return domains.size();
    }

    Evidence evidence() {
        return evidence;
    }

    Ranks ranks() {
        return ranks;
    }

    PauseBook pauses() {
        return pauses;
    }

    /** The domain of a reverse-path or recipient, interned; released by {@link #release}. */
    Domain intern(String name) {
        var domain = domains.computeIfAbsent(name, this::newDomain);
        domain.references++;
        return domain;
    }

    private Domain newDomain(String name) {
        var domain = new Domain(shelves++, name, ranks);
        domain.paused = pauses.of(Pause.Kind.DESTINATION, name) != null;
        return domain;
    }

    void release(Domain domain) {
        domain.references--;
        if (domain.references == 0) {
            domains.remove(domain.name);
        }
    }

    /** The group in which a domain is counted. */
    DestinationGroup group(MtaGroup group) {
        return destinations.computeIfAbsent(
                group.index(), _ -> new DestinationGroup(shelves++, group));
    }

    Channel channel(String name) {
        var known = channels.get(name);
        if (known != null) {
            return known;
        }
        var channel = new Channel(shelves++, name, groups.channel(name));
        channel.paused = pauses.of(Pause.Kind.CHANNEL, name) != null;
        channels.put(name, channel);
        channelList.add(channel);
        return channel;
    }

    Hop hop(Router.Decision decision) {
        return hops.computeIfAbsent(
                new HopKey(decision.channel(), decision.nextHop()), this::newHop);
    }

    private Hop newHop(HopKey key) {
        long now = ticks.getAsLong();
        var learned = memory.take(key, now);
        return new Hop(
                shelves++,
                channel(key.channel),
                key.nextHop,
                learned != null
                        ? learned
                        : new HopMemory.Learned(windows.get(), new TransactionLimit()),
                now);
    }

    /**
     * Changes how many associations next hops may have.
     *
     * @param unknown of next hops of which nothing is known
     * @param known changes the window of one of which something is
     */
    void windows(Supplier<Window> unknown, Consumer<Window> known) {
        windows = unknown;
        hops.values().forEach(hop -> known.accept(hop.window));
        memory.each(learned -> known.accept(learned.window()));
    }

    /** The lane of a domain at a next hop. */
    Lane lane(Domain domain, Hop hop) {
        for (var lane : domain.lanes) {
            if (lane.hop == hop) {
                return lane;
            }
        }
        var lane = new Lane(hop, domain);
        domain.lanes.add(lane);
        hop.add(lane);
        return lane;
    }

    void leave(Lane lane) {
        lane.recipients--;
        if (lane.recipients == 0) {
            lane.domain.lanes.remove(lane);
            lane.hop.remove(lane);
            forget(lane.hop);
        }
    }

    /** Forgets a next hop that has nothing any more, but for a while not what it takes. */
    void forget(Hop hop) {
        var key = new HopKey(hop.channel.name, hop.nextHop);
        if (hop.idle() && hops.remove(key, hop)) {
            evidence.remove(hop);
            memory.keep(key, new HopMemory.Learned(hop.window, hop.limit), ticks.getAsLong());
        }
    }
}
