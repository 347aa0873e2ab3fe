package org.mailgauge.queue;

import org.mailgauge.queue.journal.Journal;
import org.mailgauge.testing.MemoryContent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal without a disk: everything is durable at once, and survives {@link #reopen}. */
public final class MemoryJournal implements Journal {
    private static final class Stored {
        private final long place;
        private final byte[] envelope;
        private final byte[] content;
        private final List<byte[]> states = new ArrayList<>();

        Stored(long place, byte[] envelope, byte[] content) {
            this.place = place;
            this.envelope = envelope;
            this.content = content;
        }
    }

    private final Map<QueueId, Stored> live;
    private Condition condition = new Condition.Healthy();
    private boolean full;
    private boolean failing;
    private boolean dead;
    private long places;
    private int envelopesRead;

    public MemoryJournal() {
        this(new LinkedHashMap<>());
    }

    private MemoryJournal(Map<QueueId, Stored> live) {
        this.live = live;
    }

    /** What the next run finds; this one writes nothing any more, as after a kill. */
    public synchronized MemoryJournal reopen() {
        dead = true;
        var next = new MemoryJournal(new LinkedHashMap<>(live));
        next.places = places;
        return next;
    }

    public synchronized List<Recovered> recovered() {
        return live.entrySet().stream()
                .map(
                        e ->
                                new Recovered(
                                        e.getKey(),
                                        e.getValue().place,
                                        e.getValue().content.length,
                                        e.getValue().envelope,
                                        e.getValue().states))
                .toList();
    }

    public synchronized void condition(Condition now) {
        condition = now;
    }

    public synchronized void full(boolean now) {
        full = now;
    }

    public synchronized void failing(boolean now) {
        failing = now;
    }

    /** Damages an envelope in place. */
    public synchronized void damage(QueueId id) {
        stored(id).envelope[0] = 99;
    }

    public synchronized int envelopesRead() {
        return envelopesRead;
    }

    public synchronized boolean closed() {
        return dead;
    }

    /** State records of a live message. */
    public synchronized List<byte[]> states(QueueId id) {
        return List.copyOf(stored(id).states);
    }

    public synchronized boolean holds(QueueId id) {
        return live.containsKey(id);
    }

    private Stored stored(QueueId id) {
        var stored = live.get(id);
        if (stored == null) {
            throw new IllegalStateException("not live: " + id);
        }
        return stored;
    }

    @Override
    public Body body() {
        return new MemoryBody();
    }

    private static final class MemoryBody implements Body {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        @Override
        public void write(byte[] content, int offset, int length) {
            octets.write(content, offset, length);
        }

        @Override
        public long octets() {
            return octets.size();
        }

        @Override
        public Content content() {
            return new MemoryContent(octets.toByteArray());
        }

        @Override
        public void close() {
            octets.reset();
        }
    }

    @Override
    public synchronized Accepted accept(QueueId id, byte[] envelope, Body content) {
        if (full) {
            return new Accepted.Full("full");
        }
        if (failing || dead) {
            return new Accepted.Failed("failing");
        }
        long place = ++places;
        var octets = ((MemoryBody) content).octets.toByteArray();
        live.put(id, new Stored(place, envelope.clone(), octets));
        return new Accepted.Durable(place);
    }

    @Override
    public Accepted acceptOwn(QueueId id, byte[] envelope, Body content) {
        return accept(id, envelope, content);
    }

    @Override
    public synchronized void change(QueueId id, long place, byte[] state) {
        if (state.length > 64 << 10) {
            throw new IllegalArgumentException("state of " + state.length);
        }
        if (!dead) {
            at(id, place).states.add(state.clone());
        }
    }

    @Override
    public synchronized void done(QueueId id, long place) {
        if (!dead) {
            at(id, place);
            live.remove(id);
        }
    }

    private Stored at(QueueId id, long place) {
        var stored = stored(id);
        if (stored.place != place) {
            throw new IllegalStateException("place " + place + " is not " + stored.place);
        }
        return stored;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public synchronized Content content(QueueId id, long place) {
        var octets = at(id, place).content;
        return new Content() {
            @Override
            public long octets() {
                return octets.length;
            }

            @Override
            public int read(long position, byte[] into, int offset, int length) {
                int from = (int) position;
                int count = Math.min(length, octets.length - from);
                if (count <= 0) {
                    return -1;
                }
                System.arraycopy(octets, from, into, offset, count);
                return count;
            }
        };
    }

    @Override
    public synchronized byte[] envelope(QueueId id, long place) throws IOException {
        envelopesRead++;
        var stored = live.get(id);
        if (stored == null) {
            throw new IOException("gone: " + id);
        }
        return stored.envelope;
    }

    @Override
    public synchronized Condition condition() {
        return condition;
    }

    @Override
    public synchronized void close() {
        dead = true;
    }
}
