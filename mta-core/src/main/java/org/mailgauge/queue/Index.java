package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.route.Router;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is stored, in memory: every message and recipient in the lists and heaps by which each gauge
 * is O(1) or O(log n). Guarded by the queue's lock; tells nothing and writes nothing.
 */
final class Index {
    /*
     * A recipient stands in the list of its channel (by placement) and of its domain (by arrival),
     * and in at most one of two kinds of heap: its hop's queue, or the due heaps of channel and
     * domain. A message stands in the list of all, in the table by id, and in the list of one state.
     * Counts are kept on shelves; each transition goes through move(), which keeps all of this true.
     */
    /** The states of stored recipients, by code. */
    private static final List<RecipientState> LIVE =
            List.of(
                    RecipientState.READY,
                    RecipientState.IN_DELIVERY,
                    RecipientState.DEFERRED,
                    RecipientState.HELD);

    private final MessageBook book = new MessageBook();
    private final Places places;
    private final LongSupplier ticks;
    private final StateList[] states;

    /** All stored recipients by age. */
    private final AgeCounts ages = new AgeCounts();

    private long serial;
    private long recipients;

    /**
     * @param windows of next hops of which nothing is known
     * @param ticks the ticker
     */
    Index(Groups groups, Supplier<Window> windows, LongSupplier ticks) {
        this.ticks = ticks;
        this.places = new Places(groups, windows, ticks);
        this.states =
                LIVE.stream()
                        .map(state -> new StateList(groups.state(state.group())))
                        .toArray(StateList[]::new);
    }

    // --- looking

    @Nullable Message find(QueueId id) {
        return book.find(id);
    }

    int messages() {
        return book.size();
    }

    long recipients() {
        return recipients;
    }

    AgeCounts ages() {
        return ages;
    }

    long octets() {
        return book.octets();
    }

    /** The oldest message; null when there is none. */
    @Nullable Message first() {
        return book.first();
    }

    Map<Message, String> messageIds() {
        return book.messageIds();
    }

    /** May grow while a caller goes through it by position. */
    List<Channel> channels() {
        return places.channels();
    }

    Collection<DestinationGroup> destinations() {
        return places.destinations();
    }

    @Nullable DestinationGroup destination(MtaGroup group) {
        return places.destination(group);
    }

    /** By the code of the state. */
    List<StateList> states() {
        return List.of(states);
    }

    /** The destinations by what waits there. */
    Ranks ranks() {
        return places.ranks();
    }

    /** How hosts that come to us wake their next hops. */
    Evidence evidence() {
        return places.evidence();
    }

    /** What the operator has stopped. */
    PauseBook pauses() {
        return places.pauses();
    }

    @Nullable Domain domain(String name) {
        return places.domain(name);
    }

    int domainCount() {
        return places.domains();
    }

    Collection<Hop> hops() {
        return places.hops();
    }

    /** Octets of heap that the index takes, estimated from its counts (see the probe's test). */
    long estimatedOctets() {
        long further = recipients - book.size();
        return 240L * book.size() + 128L * Math.max(0, further) + 400L * places.domains();
    }

    // --- messages

    long nextSerial() {
        return serial++;
    }

    /** So many messages are about to be added. */
    void expect(int messages) {
        book.expect(messages);
    }

    /** Adds a message whose recipients will be placed next. */
    void add(Message message) {
        book.add(message);
    }

    void remove(Message message) {
        book.remove(message);
        if (message.sender != null) {
            places.release(message.sender);
        }
    }

    // --- places

    /** The domain of a reverse-path or recipient, interned; released when its last user leaves. */
    Domain intern(String name) {
        return places.intern(name);
    }

    /** The group in which a domain is counted. */
    DestinationGroup group(MtaGroup group) {
        return places.group(group);
    }

    Channel channel(String name) {
        return places.channel(name);
    }

    /** As {@link Places#windows}. */
    void windows(Supplier<Window> unknown, Consumer<Window> known) {
        places.windows(unknown, known);
    }

    /** Whether the recipient is where that route leads. */
    static boolean isAt(Recipient recipient, Router.Decision decision) {
        var hop = recipient.lane().hop;
        return hop.nextHop.equals(decision.nextHop())
                && hop.channel.name.equals(decision.channel());
    }

    /**
     * Places a new recipient, ready; the message has been added.
     *
     * @param domain interned for it
     * @param group where the domain is counted, unless it has been counted elsewhere until now
     */
    void place(
            Recipient recipient,
            Domain domain,
            MtaGroup group,
            Router.Decision decision,
            long now) {
        if (domain.group == null || domain.recipients == 0) {
            domain.group = group(group);
            domain.admitted = Long.MIN_VALUE;
        }
        place(recipient, domain, places.lane(domain, places.hop(decision)), now);
    }

    /** The same for a domain and a lane which others have been placed in. */
    void place(Recipient recipient, Domain domain, Lane lane, long now) {
        var message = recipient.message();
        recipient.lane = lane;
        recipient.state = (byte) RecipientState.READY.code();
        recipient.placed = now;
        recipients++;
        ages.add(message.arrivedTicks);
        lane.hop.channel.states.move(recipient, null, RecipientState.READY);
        join(recipient, lane.hop.channel);
        lane.recipients++;
        domain.append(recipient);
        domain.join(message);
        domain.group().join(message);
        domain.crowd(message.arrivedTicks);
        domain.touch();
        if (message.group >= 0) {
            states[message.group].recipients++;
        }
        regroup(message, now);
    }

    private static void join(Recipient recipient, Channel channel) {
        channel.append(recipient);
        channel.join(recipient.message());
    }

    /**
     * Moves a recipient that stands in no heap to another next hop.
     *
     * @return what is to be told when that is in another channel
     */
    Optional<MtaEvent.Moved> reroute(Recipient recipient, Router.Decision decision, long now) {
        var old = recipient.lane();
        var lane = places.lane(old.domain, places.hop(decision));
        Optional<MtaEvent.Moved> moved = Optional.empty();
        if (lane.hop.channel != old.hop.channel) {
            moved = Optional.of(rechannel(recipient, old.hop.channel, lane.hop.channel, now));
        }
        recipient.lane = lane;
        lane.recipients++;
        places.leave(old);
        return moved;
    }

    private static MtaEvent.Moved rechannel(
            Recipient recipient, Channel from, Channel to, long now) {
        var message = recipient.message();
        from.unlink(recipient);
        boolean last = from.leave(message);
        from.deferred.move(recipient, to.deferred);
        from.states.move(recipient, recipient.state(), null);
        to.states.move(recipient, null, recipient.state());
        recipient.placed = now;
        join(recipient, to);
        return new MtaEvent.Moved(from.group, to.group, last ? 1 : 0, 1, last ? message.octets : 0);
    }

    /** Forgets a next hop that has nothing any more. */
    void forget(Hop hop) {
        places.forget(hop);
    }

    // --- transitions

    /**
     * Moves a recipient to its next state, out of any heap; a final one leaves all places, and its
     * message with the last.
     *
     * @return whether the message is still stored
     */
    boolean move(Recipient recipient, RecipientEvent event, long now) {
        detach(recipient);
        return count(recipient, event, now);
    }

    /** The same for a recipient that stays where it is in its hop's queue. */
    boolean count(Recipient recipient, RecipientEvent event, long now) {
        var message = recipient.message();
        var from = recipient.state();
        var to = from.on(event);
        ClassCounts.count(recipient, -1);
        recipient.lane().hop.channel.states.move(recipient, from, to);
        recipient.state = (byte) to.code();
        ClassCounts.count(recipient, 1);
        recipient.lane().domain.moved(from, to, now);
        if (!to.live()) {
            leave(recipient, now);
        }
        regroup(message, now);
        return message.group >= 0;
    }

    private void leave(Recipient recipient, long now) {
        var message = recipient.message();
        var lane = recipient.lane();
        recipients--;
        ages.remove(message.arrivedTicks);
        states[message.group].recipients--;
        lane.hop.channel.unlink(recipient);
        lane.hop.channel.leave(message);
        lane.domain.unlink(recipient);
        lane.domain.leave(message);
        lane.domain.left++;
        lane.domain.group().leave(message);
        lane.domain.crowd(now);
        lane.domain.touch();
        places.leave(lane);
        recipient.lane = null;
        note(recipient, Note.NONE);
        places.release(lane.domain);
    }

    private void regroup(Message message, long now) {
        int to = stateOf(message);
        if (to == message.group) {
            return;
        }
        int live = message.live();
        if (message.group >= 0) {
            states[message.group].unlink(message);
            states[message.group].recipients -= live;
        }
        message.group = (byte) to;
        if (to >= 0) {
            states[to].append(message, now);
            states[to].recipients += live;
        } else {
            remove(message);
        }
    }

    private static int stateOf(Message message) {
        if (message.tally == null) {
            var state = message.state();
            return state.live() ? state.code() : -1;
        }
        for (var state : ChannelStates.MOST_ACTIVE_FIRST) {
            if (message.tally.any(state)) {
                return state.code();
            }
        }
        return -1;
    }

    void note(Recipient recipient, Note note) {
        ClassCounts.count(recipient, -1);
        recipient.note(note);
        ClassCounts.count(recipient, 1);
    }

    // --- heaps

    /** Takes a recipient out of the heap it is in, if any. */
    void detach(Recipient recipient) {
        var lane = recipient.lane();
        switch (recipient.where) {
            case Recipient.QUEUED -> {
                lane.hop.queue.remove(recipient);
                lane.hop.leave(recipient.message());
                lane.hop.goes(recipient);
                lane.waiting--;
                if (recipient.state == RecipientState.READY.code()) {
                    lane.hop.counted--;
                }
                lane.hop.place();
            }
            case Recipient.SCHEDULED -> {
                lane.hop.channel.due.remove(recipient);
                lane.domain.due.remove(recipient);
            }
            case Recipient.ASIDE -> {}
            default -> {
                return;
            }
        }
        recipient.where = Recipient.NOWHERE;
        lane.domain.touch();
    }

    /**
     * Puts a recipient into its hop's queue, in which it counts by its state; or aside, when its
     * domain is paused.
     */
    void enqueue(Recipient recipient) {
        var lane = recipient.lane();
        if (lane.domain.paused) {
            recipient.where = Recipient.ASIDE;
            lane.domain.touch();
            return;
        }
        recipient.where = Recipient.QUEUED;
        lane.hop.queue.add(recipient);
        lane.hop.join(recipient.message());
        lane.hop.comes(recipient, ticks.getAsLong());
        lane.waiting++;
        if (recipient.state == RecipientState.READY.code()) {
            lane.hop.counted++;
        }
        lane.hop.place();
        lane.domain.touch();
    }

    /** Schedules a put-off recipient by itself. */
    void schedule(Recipient recipient, long due) {
        var lane = recipient.lane();
        recipient.where = Recipient.SCHEDULED;
        recipient.due = due;
        lane.hop.channel.due.add(recipient);
        lane.domain.due.add(recipient);
        lane.domain.touch();
    }

    // --- destinations

    /**
     * Counts a domain in another group from now on; cost is of the order of its recipients.
     *
     * @return what is to be told; empty when nothing moved
     */
    Optional<MtaEvent.Moved> regroup(String name, MtaGroup group, long now) {
        var domain = places.domain(name);
        return domain == null ? Optional.empty() : regroup(domain, group, now);
    }

    Optional<MtaEvent.Moved> regroup(Domain domain, MtaGroup group, long now) {
        return domain.recipients == 0 || domain.group().group.equals(group)
                ? Optional.empty()
                : Optional.of(regroup(domain, group(group), now));
    }

    private static MtaEvent.Moved regroup(Domain domain, DestinationGroup to, long now) {
        var from = domain.group();
        domain.group = to;
        domain.admitted = now;
        from.oldest(domain, Long.MAX_VALUE);
        from.retry(domain, Long.MAX_VALUE);
        from.due(domain, Long.MAX_VALUE);
        long leaving = from.messages;
        long size = from.octets;
        int count = 0;
        for (var r = domain.oldest; r != null; r = r.domainNext) {
            from.leave(r.message());
            to.join(r.message());
            from.deferred.move(r, to.deferred);
            count++;
        }
        domain.touch();
        return new MtaEvent.Moved(
                from.group, to.group, (int) (leaving - from.messages), count, size - from.octets);
    }

    /** Orders the states' lists after recovery, in which messages came by arrival. */
    void orderStates() {
        var sorted = new ArrayList<List<Message>>();
        for (int i = 0; i < states.length; i++) {
            sorted.add(new ArrayList<>());
        }
        for (var message = book.first(); message != null; message = message.next) {
            sorted.get(message.group).add(message);
        }
        for (int i = 0; i < states.length; i++) {
            if (!ordered(sorted.get(i))) {
                sorted.get(i).sort(Comparator.comparingLong((Message m) -> m.stateSince));
                states[i].order(sorted.get(i));
            }
        }
    }

    private static boolean ordered(List<Message> messages) {
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i - 1).stateSince > messages.get(i).stateSince) {
                return false;
            }
        }
        return true;
    }
}
