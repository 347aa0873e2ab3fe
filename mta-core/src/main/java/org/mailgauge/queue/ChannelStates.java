package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a channel holds, by state of the recipients. A message counts in one: the most active that
 * any of its recipients here is in. Guarded by the queue's lock.
 */
final class ChannelStates {
    static final List<RecipientState> MOST_ACTIVE_FIRST =
            List.of(
                    RecipientState.IN_DELIVERY,
                    RecipientState.READY,
                    RecipientState.DEFERRED,
                    RecipientState.HELD);

    private static final int NONE = -1;

    private final Channel channel;
    private final State[] states = {new State(), new State(), new State(), new State()};

    ChannelStates(Channel channel) {
        this.channel = channel;
    }

    /** What is in one state. */
    static final class State {
        long recipients;
        long messages;
        long octets;

        /** The recipients by age. */
        final AgeCounts ages = new AgeCounts();

        private final IndexedHeap<Recipient> byArrival =
                new IndexedHeap<>() {
                    @Override
                    boolean before(Recipient a, Recipient b) {
                        return a.message().arrivedTicks < b.message().arrivedTicks;
                    }

                    @Override
                    int at(Recipient element) {
                        return element.stateAt;
                    }

                    @Override
                    void at(Recipient element, int place) {
                        element.stateAt = place;
                    }
                };

        /** One of the oldest; null when there is none. */
        @Nullable Recipient oldest() {
            return byArrival.peek();
        }

        private void add(Recipient recipient) {
            recipients++;
            ages.add(recipient.message().arrivedTicks);
            byArrival.add(recipient);
        }

        private void remove(Recipient recipient) {
            recipients--;
            ages.remove(recipient.message().arrivedTicks);
            byArrival.remove(recipient);
        }

        private void add(Message message) {
            messages++;
            octets += message.octets;
        }

        private void remove(Message message) {
            messages--;
            octets -= message.octets;
        }
    }

    State of(RecipientState state) {
        return states[state.code()];
    }

    /**
     * A recipient goes from one state to another.
     *
     * @param from null, or a final one, when it has not been here
     * @param to null, or a final one, when it leaves
     */
    void move(Recipient recipient, @Nullable RecipientState from, @Nullable RecipientState to) {
        var message = recipient.message();
        var tally = message.tally;
        int was = tally == null ? code(from) : first(tally);
        if (code(from) != NONE) {
            states[code(from)].remove(recipient);
        }
        if (code(to) != NONE) {
            states[code(to)].add(recipient);
        }
        if (tally != null) {
            tally.move(channel, code(from), code(to));
        }
        int is = tally == null ? code(to) : first(tally);
        if (was != is) {
            if (was != NONE) {
                states[was].remove(message);
            }
            if (is != NONE) {
                states[is].add(message);
            }
        }
    }

    private int first(Tally tally) {
        for (var state : MOST_ACTIVE_FIRST) {
            if (tally.any(channel, state)) {
                return state.code();
            }
        }
        return NONE;
    }

    private static int code(@Nullable RecipientState state) {
        return state == null || !state.live() ? NONE : state.code();
    }
}
