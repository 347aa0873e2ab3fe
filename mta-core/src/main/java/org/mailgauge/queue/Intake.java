package org.mailgauge.queue;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;

import java.io.IOException;

/**
 * The queue as the receiving side sees it. Safe for use by any thread, virtual ones too: file work
 * happens elsewhere.
 */
public interface Intake {

    /**
     * Whether a message of that size may come (asked at MAIL): room on disk and inodes less the
     * reserve for delivery and reports, a healthy journal, and no overload. Never blocks on a disk.
     *
     * @param octets the declared SIZE, or 0 when none was declared
     */
    Room room(long octets);

    /**
     * A client has said who it is: when it is a next hop that could not be reached, it is back (RFC
     * 1123 section 5.3.1.1). Never blocks.
     *
     * @param name as it said, perhaps not its own
     */
    default void heardFrom(IpAddress address, String name) {}

    /** Begins to take a message's content. */
    Draft draft();

    /** An answer to {@link #room}. */
    sealed interface Room {
        record Enough() implements Room {}

        /** No space or inodes: 452 4.3.1. */
        record Full(String detail) implements Room {}

        /**
         * The journal does not take messages now (overload, a failed flush, stopping): 451 4.3.0.
         */
        record Busy(String detail) implements Room {}
    }

    /**
     * A message on its way in. One thread uses it. Closing one that is not committed forgets it.
     */
    interface Draft extends AutoCloseable {

        /** The id the message will have; known from the start for the trace header. */
        QueueId id();

        /**
         * Appends content: trace header, then what DATA carried after unstuffing. Small content
         * stays in memory, larger goes to a body file by an I/O thread; parks while the bounded
         * buffer is full.
         *
         * @throws IOException when the disk fails or is full; {@link #commit} then refuses
         */
        void write(byte[] content, int offset, int length) throws IOException;

        /**
         * What was written so far, to be read by final delivery until {@link #commit} or {@link
         * #close}, while nothing more is written.
         *
         * @throws IOException when a write had failed
         */
        Content content() throws IOException;

        /**
         * Tells that a recipient has the message: it is durable in his mailbox, and for him it
         * never was in the queue. Counted at once, as received and delivered; what {@link #commit}
         * takes for others afterwards is the same message still ({@code docs/counting.md}).
         *
         * @param inbound as {@link Envelope#inbound}
         */
        void delivered(ForwardPath to, String inbound);

        /** Octets written so far. */
        long octets();

        /**
         * Makes the message durable and parks until it is. Only after {@link Commit.Durable} may a
         * 250 be sent; the event Received has then been told.
         */
        Commit commit(Envelope envelope);

        @Override
        void close();
    }

    /** The end of a draft. */
    sealed interface Commit {
        record Durable(QueueId id) implements Commit {}

        /** Disk or inodes ran out while it came: 452 4.3.1. Nothing is kept. */
        record Full(String detail) implements Commit {}

        /** Not durable for another reason: 451 4.3.0. Nothing is kept. */
        record Failed(String detail) implements Commit {}
    }
}
