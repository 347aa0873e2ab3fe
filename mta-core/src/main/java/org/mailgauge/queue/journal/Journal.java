package org.mailgauge.queue.journal;

import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The durable log of accepted messages and of what became of them. Safe for use by any thread;
 * calls park but never do file work on a virtual thread. Opening recovers: see {@link Recovered}.
 */
public interface Journal extends AutoCloseable {

    /** Begins to take content. */
    Body body();

    /**
     * Writes an accept record and parks until it is durable.
     *
     * @param envelope opaque, at most 1 MiB
     * @param content what was written to the body; it belongs to the journal from now on
     */
    Accepted accept(QueueId id, byte[] envelope, Body content);

    /**
     * The same for a message of our own making that others wait for: it goes with the changes,
     * ahead of other accepts, and may use the disk that is kept in reserve.
     */
    Accepted acceptOwn(QueueId id, byte[] envelope, Body content);

    /**
     * Appends a state change of a live message. It rides in the next group, at most 20 ms later,
     * and is durable then; the order of changes of one message is kept. Does not wait.
     *
     * @param state opaque, at most 64 KiB; recovery gives all changes of a message in order
     */
    void change(QueueId id, long place, byte[] state);

    /**
     * Appends the end of a message; its content may be reclaimed. Rides in the next group like a
     * change.
     */
    void done(QueueId id, long place);

    /** Parks until everything appended before is durable; false when it could not be made so. */
    boolean flush();

    /** The content of a live message. */
    Content content(QueueId id, long place);

    /** The envelope of a live message, read back from disk. Parks on an I/O thread. */
    byte[] envelope(QueueId id, long place) throws IOException;

    /** Whether accepts are taken now, and if not, why. */
    Condition condition();

    /** Stops: flushes, writes a clean-close mark, closes files. */
    @Override
    void close();

    /** Content on its way in; one thread uses it. Closing one that was not accepted forgets it. */
    interface Body extends AutoCloseable {
        /**
         * Appends; small content stays in memory, larger goes to a body file by an I/O thread with
         * bounded buffering.
         */
        void write(byte[] content, int offset, int length) throws IOException;

        long octets();

        /**
         * What was written so far, to be read until it is accepted or closed, while nothing more is
         * written.
         *
         * @throws IOException when a write had failed
         */
        Content content() throws IOException;

        @Override
        void close();
    }

    /**
     * Whether two places are of one record, whether or not they tell that its content is a file.
     */
    static boolean samePlace(long one, long other) {
        return (one & ~1L) == (other & ~1L);
    }

    /** The end of {@link #accept}. */
    sealed interface Accepted {
        /** Forced to disk. {@code place} finds the record again. */
        record Durable(long place) implements Accepted {}

        /** No space or inodes. */
        record Full(String detail) implements Accepted {}

        /** Not durable: a failed write or force, overload, or closed. */
        record Failed(String detail) implements Accepted {}
    }

    /** How the journal fares. */
    sealed interface Condition {
        record Healthy() implements Condition {}

        /** The commit queue is beyond its bound in octets or age. */
        record Congested(String detail) implements Condition {}

        /** No new segment can be had for want of space. */
        record Full(String detail) implements Condition {}

        /**
         * A force failed and no other segment could be opened: the process must finish what runs
         * and exit with 75.
         */
        record Broken(String detail) implements Condition {}
    }

    /**
     * A live message found at opening, in the order of acceptance.
     *
     * @param octets of its content
     * @param states its changes in order
     */
    record Recovered(QueueId id, long place, long octets, byte[] envelope, List<byte[]> states) {
        public Recovered {
            states = List.copyOf(states);
        }
    }

    /**
     * The queue's part in reclaiming space: survivors of nearly empty segments are copied forward
     * with their state of now.
     */
    interface Owner {
        /**
         * The state of a live message as one change that stands for all before it; empty when it is
         * no longer live.
         */
        Optional<byte[]> state(QueueId id);

        /** The message's record is elsewhere from now on. */
        void moved(QueueId id, long place);

        /**
         * The live message whose record lies at a place; empty when there is none. Asked when the
         * record itself can no longer tell.
         */
        Optional<QueueId> at(long place);
    }
}
