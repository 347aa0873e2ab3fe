package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.route.NextHop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One next hop of a channel: the destination of scheduling. As a shelf it counts what waits in its
 * queue. Guarded by the queue's lock.
 *
 * <p>States: <em>open</em> (up to {@link #window} slots), <em>backing off</em> until {@link
 * #retryAt} (no slots; what waits counts as deferred), <em>probing</em> (still backing off, but one
 * slot carries one message to find out, whose outcome decides). Invariant: {@link #queue} holds
 * exactly the recipients that would go as soon as the hop lets them, whether they count as ready or
 * as deferred; {@link #counted} of them count as ready.
 */
final class Hop extends Shelf {
    /** Of {@link #wokenAt} and {@link #answeredAt}: not yet. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int MOST_TRIED = 5;

    final Channel channel;
    final NextHop nextHop;
    private final List<Lane> lanes = new ArrayList<>(1);

    /** Those lanes up to here know of its state; the others are told in slices. */
    int toldLanes = Integer.MAX_VALUE;

    final HopQueue queue = new HopQueue(this);

    /** When it was made, on the ticker. */
    final long madeAt;

    /** As the configuration writes it. */
    final String text;

    /** Lanes with something in the queue, the one where it came there first on top. */
    final IndexedHeap<Lane> dueLanes =
            new IndexedHeap<>() {
                @Override
                boolean before(Lane a, Lane b) {
                    return a.dueKey < b.dueKey;
                }

                @Override
                int at(Lane element) {
                    return element.dueAt;
                }

                @Override
                void at(Lane element, int place) {
                    element.dueAt = place;
                }
            };

    /** When its last back-off ended, on the ticker. */
    long openedAt = NEVER;

    /**
     * Since when the recipient that has been due longest is due, on the ticker; the maximum when
     * none is. Its key in {@link Channel#dueHops}.
     */
    long dueSince = Long.MAX_VALUE;

    int dueAt = -1;

    /** How many in the queue count as ready; the others count as deferred. */
    int counted;

    /** Slots that work for it. */
    int slots;

    /** Of these, those which have not asked for a job yet. */
    int starting;

    /** Of these, those whose association is up. */
    int up;

    /** Of these, those which have none yet. */
    int connecting;

    /** Of these, those whose association waits for more to do, the one used last at the end. */
    final ArrayDeque<Lease> idle = new ArrayDeque<>(1);

    /** How many slots it may have while it is open. */
    final Window window;

    /** One failed while none was up: no further one begins before the others are settled. */
    boolean doubtful;

    boolean backingOff;
    boolean probing;

    /** The slot that probes; null when none does. */
    @Nullable Lease probe;

    int failures;

    /** When it answered a message last, on the ticker. */
    long answeredAt = NEVER;

    /** Associations lost in a row, with nothing through. */
    int losses;

    /** Jobs in a row that were answered by "too much", with nothing through. */
    int limited;

    /** Jobs in a row that were put back as their association was refused, with nothing through. */
    int putBack;

    /** How many recipients it takes in one transaction. */
    final TransactionLimit limit;

    /** When it is probed, on the ticker, while backing off. */
    long retryAt;

    /** When inbound evidence brought its probe forward last, on the ticker. */
    long wokenAt = NEVER;

    /** Whether the probe was brought forward: its failure does not lengthen the waits. */
    boolean woken;

    /** Addresses that were tried since it backed off last. */
    final Set<IpAddress> tried = new LinkedHashSet<>(2);

    /** The names and addresses by which {@link Evidence} knows it while it backs off. */
    List<String> knownAs = List.of();

    /** What was said when it could not be reached. */
    Note note = Note.NONE;

    /** When that was, on the ticker. */
    long notedAt = NEVER;

    /** Its place in {@link Channel#backingOff}. */
    int backoffAt = -1;

    /** Where it stands in the scheduler's line. */
    Line.Place lined = Line.Place.NOWHERE;

    /** Whether its waiting recipients are being counted anew. */
    boolean sweeping;

    /**
     * @param now when it is made, on the ticker
     */
    Hop(int number, Channel channel, NextHop nextHop, HopMemory.Learned learned, long now) {
        super(number);
        this.madeAt = now;
        this.text = HopText.of(nextHop);
        this.channel = channel;
        this.nextHop = nextHop;
        this.window = learned.window();
        this.limit = learned.limit();
    }

    /** Whether another slot has something to do and may do it. */
    boolean wantsSlot() {
        if (channel.paused) {
            return false;
        }
        if (backingOff) {
            return probing && probe == null && !queue.isEmpty();
        }
        return slots < window.size() && jobs() > starting && !(doubtful && slots > 0);
    }

    /** Whether it has answered a message within so long. */
    boolean answers(long nanos, Moment now) {
        return answeredAt != NEVER && now.ticks() - answeredAt <= nanos;
    }

    /** Whether a slot that lingers has something to do. */
    boolean wakes() {
        return !idle.isEmpty() && !backingOff && !channel.paused && jobs() > starting;
    }

    /** An address of it is being tried. */
    void tries(IpAddress address) {
        if (tried.size() < MOST_TRIED) {
            tried.add(address);
        }
    }

    int lanes() {
        return lanes.size();
    }

    Lane lane(int place) {
        return lanes.get(place);
    }

    void add(Lane lane) {
        lane.at = lanes.size();
        lanes.add(lane);
    }

    /** Removes a lane; the last one takes its place. */
    @SuppressWarnings("ReferenceEquality") // a lane is a place, not a value
    void remove(Lane lane) {
        var last = lanes.removeLast();
        if (last != lane) {
            lanes.set(lane.at, last);
            last.at = lane.at;
            if (last.at < toldLanes && lanes.size() >= toldLanes) {
                last.domain.touch();
            }
        }
    }

    /** The transactions that what waits here will take, about. */
    private long jobs() {
        return messages + (recipients - messages) / limit.size();
    }

    /** When what waits here is next looked at because of back-off; the maximum when not. */
    long scheduledRetry() {
        return backingOff && !probing ? retryAt : Long.MAX_VALUE;
    }

    /**
     * Keeps its place among those that back off, and among those with something due; called after
     * each change of queue or state.
     */
    void place() {
        placeDue();
        placeBackoff();
    }

    /** A recipient of a lane has come to the queue, at a moment on the ticker. */
    void comes(Recipient recipient, long now) {
        recipient.lane().due.add(recipient, now);
        placeDue(recipient.lane());
    }

    /** A recipient of a lane has left the queue. */
    void goes(Recipient recipient) {
        recipient.lane().due.remove(recipient);
        placeDue(recipient.lane());
    }

    private void placeDue(Lane lane) {
        long since = lane.due.since();
        if (since != lane.dueKey) {
            lane.dueKey = since;
            dueLanes.place(lane, since != Long.MAX_VALUE);
        }
    }

    private void placeDue() {
        var first = dueLanes.peek();
        long since = first == null ? Long.MAX_VALUE : first.dueSince();
        if (since != dueSince) {
            dueSince = since;
            channel.dueHops.place(this, since != Long.MAX_VALUE);
        }
    }

    private void placeBackoff() {
        channel.backingOff.place(this, backingOff && !probing && !queue.isEmpty());
    }

    /** How many slots it may have now. */
    int allowed() {
        return channel.paused ? 0 : !backingOff ? window.size() : probing ? 1 : 0;
    }

    /** Whether it may be forgotten: nobody is stored for it and nothing works for it. */
    boolean idle() {
        return lanes.isEmpty() && slots == 0 && lined == Line.Place.NOWHERE && !sweeping;
    }
}
