package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.route.NextHop;

import java.util.ArrayList;
import java.util.List;

/**
 * One next hop of a channel: the destination of scheduling. As a shelf it counts what waits in its
 * queue. Guarded by the queue's lock.
 *
 * <p>States: <em>open</em> (up to {@link #window} slots), <em>backing off</em> until {@link
 * #retryAt} (no slots; what waits counts as deferred), <em>probing</em> (still backing off, but one
 * slot carries one message to find out). Invariant: {@link #queue} holds exactly the recipients
 * that would go as soon as the hop lets them, whether they count as ready or as deferred; {@link
 * #counted} of them count as ready.
 */
final class Hop extends Shelf {
    final Channel channel;
    final NextHop nextHop;
    final List<Lane> lanes = new ArrayList<>(1);

    final IndexedHeap<Recipient> queue =
            new IndexedHeap<>() {
                @Override
                boolean before(Recipient a, Recipient b) {
                    var first = a.message();
                    var second = b.message();
                    return first == second
                            ? a.ordinal() < b.ordinal()
                            : Message.earlier(first, second);
                }

                @Override
                int at(Recipient element) {
                    return element.heapAt;
                }

                @Override
                void at(Recipient element, int place) {
                    element.heapAt = place;
                }
            };

    /** How many in the queue count as ready; the others count as deferred. */
    int counted;

    /** Slots that work for it. */
    int slots;

    /** Of these, those which have not asked for a job yet. */
    int starting;

    /** Of these, those whose association is up. */
    int up;

    /** How many slots it may have now. */
    int window;

    /** Successes since the window last grew. */
    int succeeded;

    boolean backingOff;
    boolean probing;

    /** The slot that probes; null when none does. */
    @Nullable Lease probe;

    int failures;

    /** When it is probed, on the ticker, while backing off. */
    long retryAt;

    /** What was said when it could not be reached. */
    Note note = Note.NONE;

    /** Its place in {@link Channel#backingOff}. */
    int backoffAt = -1;

    /** Whether it stands in the scheduler's line. */
    boolean lined;

    /** Where counting anew goes on in the queue. */
    int sweepAt;

    /** Whether its waiting recipients are being counted anew. */
    boolean sweeping;

    Hop(int number, Channel channel, NextHop nextHop, int window) {
        super(number);
        this.channel = channel;
        this.nextHop = nextHop;
        this.window = window;
    }

    /** Whether another slot has something to do and may do it. */
    boolean wantsSlot() {
        if (channel.paused) {
            return false;
        }
        if (backingOff) {
            return probing && probe == null && !queue.isEmpty();
        }
        return slots < window && jobs() > starting;
    }

    /** The transactions that what waits here will take, about. */
    private long jobs() {
        return messages + (recipients - messages) / Scheduler.RECIPIENTS_PER_JOB;
    }

    /** When what waits here is next looked at because of back-off; the maximum when not. */
    long scheduledRetry() {
        return backingOff && !probing ? retryAt : Long.MAX_VALUE;
    }

    /** Keeps its place among those that back off; called after each change of queue or state. */
    void placeBackoff() {
        boolean belongs = backingOff && !probing && !queue.isEmpty();
        boolean here = backoffAt >= 0;
        if (belongs && !here) {
            channel.backingOff.add(this);
        } else if (belongs) {
            channel.backingOff.moved(this);
        } else if (here) {
            channel.backingOff.remove(this);
        }
    }

    /** Whether it may be forgotten: nobody is stored for it and nothing works for it. */
    boolean idle() {
        return lanes.isEmpty() && slots == 0 && !lined && !sweeping;
    }
}
