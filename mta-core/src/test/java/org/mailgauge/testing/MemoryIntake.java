package org.mailgauge.testing;

import org.mailgauge.address.ForwardPath;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.Envelope;
import org.mailgauge.queue.Intake;
import org.mailgauge.queue.QueueId;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A queue that keeps what it takes in memory; what it answers can be set. Safe for any thread. */
public final class MemoryIntake implements Intake {
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong serial = new AtomicLong();
    private volatile Room room = new Room.Enough();
    private volatile Ending ending = id -> new Commit.Durable(id);
    private volatile long failsAfterOctets = Long.MAX_VALUE;

    /** What was taken. */
    public record Message(QueueId id, Envelope envelope, String content) {}

    /** How a commit ends; it may block or throw. */
    public interface Ending {
        Commit of(QueueId id);
    }

    /** The answer to {@link #room} from now on. */
    public void room(Room answer) {
        room = answer;
    }

    /** How commits end from now on; only a durable one keeps its message. */
    public void ending(Ending how) {
        ending = how;
    }

    /** Writes fail once a draft has so many octets. */
    public void failAfter(long octets) {
        failsAfterOctets = octets;
    }

    /** What was taken, in order. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** What was told to have been delivered: id, recipient and inbound group. */
    public List<String> delivered() {
        return List.copyOf(delivered);
    }

    /** Drafts that were not closed. */
    public int openDrafts() {
        return open.get();
    }

    @Override
    public Room room(long octets) {
        return room;
    }

    @Override
    public Draft draft() {
        open.incrementAndGet();
        return new MemoryDraft(new QueueId(7, serial.incrementAndGet()));
    }

    private final class MemoryDraft implements Draft {
        private final QueueId id;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final List<IOException> failures = new ArrayList<>();
        private boolean closed;

        MemoryDraft(QueueId id) {
            this.id = id;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (octets() + length > failsAfterOctets) {
                failures.add(new IOException("No space left on device"));
                throw failures.getLast();
            }
            content.write(from, offset, length);
        }

        @Override
        public long octets() {
            return content.size();
        }

        @Override
        public Content content() throws IOException {
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            return new MemoryContent(content.toByteArray());
        }

        @Override
        public void delivered(ForwardPath to, String inbound) {
            delivered.add(id + " " + to + " " + inbound);
        }

        @Override
        public Commit commit(Envelope envelope) {
            if (!failures.isEmpty()) {
                return new Commit.Full(String.valueOf(failures.getFirst().getMessage()));
            }
            var end = ending.of(id);
            if (end instanceof Commit.Durable) {
                var text = content.toString(StandardCharsets.ISO_8859_1);
                messages.add(new Message(id, envelope, text));
            }
            return end;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
