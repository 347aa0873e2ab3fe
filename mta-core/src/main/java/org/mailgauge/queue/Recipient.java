package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

/**
 * A stored recipient, packed: a queued million must fit in the heap. All fields are guarded by the
 * queue's lock. The first recipient of a message is the {@link Message} itself, others are {@link
 * Further}.
 */
abstract class Recipient {
    /** The recipient is in no heap: held, in delivery or gone. */
    static final byte NOWHERE = 0;

    /** In {@link Hop#queue}. */
    static final byte QUEUED = 1;

    /** In {@link Channel#due} and {@link Domain#due}. */
    static final byte SCHEDULED = 2;

    /** In no heap because its domain is paused; found through the domain's list. */
    static final byte ASIDE = 3;

    /** In no heap because its end is decided: the report about it is being written. */
    static final byte FAILING = 4;

    /** Channel, next hop and domain; null before it is placed and after it left. */
    @Nullable Lane lane;

    // The channel's list, by the time of placement.
    @Nullable Recipient channelPrevious;
    @Nullable Recipient channelNext;
    // The domain's list, by arrival.
    @Nullable Recipient domainPrevious;
    @Nullable Recipient domainNext;

    // Its lane's list, by the time of coming to its queue, while QUEUED.
    @Nullable Recipient duePrevious;
    @Nullable Recipient dueNext;

    /** When it was placed in its channel, on the ticker. */
    long placed;

    /**
     * When the next attempt is due, on the ticker, while {@link #SCHEDULED}; its turn there, of a
     * message's only recipient, while {@link #QUEUED}.
     */
    long due;

    /** Why it waits and what was said last. */
    Note note = Note.NONE;

    /** Its place in {@link Hop#queue}, in its batch there, or in {@link Channel#due}. */
    int heapAt = -1;

    /**
     * Its place in {@link Domain#due}; while {@link #QUEUED}, since when it is due, in seconds of
     * {@link Lane#due}.
     */
    int domainAt = -1;

    /** Its place among those of its channel that are in its state. */
    int stateAt = -1;

    /** When its last attempt began, in seconds of {@link Core#second}; 0 when not known. */
    int tried;

    /** Where its local part begins in {@link Message#text}. */
    int textAt;

    short attempts;
    byte state;
    byte where;

    public abstract Message message();

    /** Its place in the envelope. */
    abstract int ordinal();

    RecipientState state() {
        return RecipientState.of(state).orElseThrow();
    }

    Lane lane() {
        var placedIn = lane;
        if (placedIn == null) {
            throw new IllegalStateException("not placed");
        }
        return placedIn;
    }

    /** Whether its end is decided and waits for the report only: nothing else moves it. */
    boolean failing() {
        return where == FAILING;
    }

    /** Holds another note from now on. */
    void note(Note now) {
        note.dropped();
        note = now.held();
    }

    void attempted() {
        attempts = (short) Math.min(attempts + 1, Short.MAX_VALUE);
    }

    /** The attempt was cut off by ourselves: it does not count. */
    void notAttempted() {
        attempts = (short) Math.max(attempts - 1, 0);
    }

    /** A second or later recipient. */
    static final class Further extends Recipient {
        private final Message message;
        private final int ordinal;

        Further(Message message, int ordinal) {
            this.message = message;
            this.ordinal = ordinal;
        }

        @Override
        public Message message() {
            return message;
        }

        @Override
        int ordinal() {
            return ordinal;
        }
    }
}
