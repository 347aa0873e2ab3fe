package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.maildrop.Maildrop;
import org.mailgauge.maildrop.Maildrops;
import org.mailgauge.pop3.Listing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Maildrops in memory. Safe for use by any thread; its monitor guards everything. */
public final class MemoryMaildrops implements Maildrops {
    private record Message(byte[] content, String uidl, boolean international) {}

    private final Map<Mailbox, List<Message>> drops = new HashMap<>();
    private final Set<Mailbox> open = new HashSet<>();
    private final AtomicLong octetsRead = new AtomicLong();
    private int last;
    private @Nullable Opening opening;
    private Maildrop.@Nullable Reading reading;
    private boolean removes = true;
    private long breaksAfter = Long.MAX_VALUE;

    /** Puts a message there. */
    public synchronized MemoryMaildrops add(
            Mailbox account, String content, boolean international) {
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        drops.computeIfAbsent(account, _ -> new ArrayList<>())
                .add(new Message(octets, "uid-" + ++last, international));
        return this;
    }

    /** All openings end so. */
    public synchronized void openings(Opening always) {
        opening = always;
    }

    /** All readings end so. */
    public synchronized void readings(Maildrop.Reading always) {
        reading = always;
    }

    /** Nothing can be removed from now on. */
    public synchronized void keepAll() {
        removes = false;
    }

    /** Contents break after so many octets. */
    public synchronized void breakAfter(long octets) {
        breaksAfter = octets;
    }

    /** How many messages are left. */
    public synchronized int messages(Mailbox account) {
        return drops.getOrDefault(account, List.of()).size();
    }

    /** How many are open now. */
    public synchronized int open() {
        return open.size();
    }

    /** Octets of contents that were asked for. */
    public long octetsRead() {
        return octetsRead.get();
    }

    @Override
    public synchronized Opening open(Mailbox account) {
        if (opening != null) {
            return opening;
        }
        if (!open.add(account)) {
            return new Opening.InUse();
        }
        return new Opening.Opened(
                new Drop(account, List.copyOf(drops.getOrDefault(account, List.of()))));
    }

    private final class Drop implements Maildrop, Listing {
        private final Mailbox account;
        private final List<Message> snapshot;
        private boolean closed;

        Drop(Mailbox account, List<Message> snapshot) {
            this.account = account;
            this.snapshot = snapshot;
        }

        @Override
        public Listing listing() {
            return this;
        }

        @Override
        public int messages() {
            return snapshot.size();
        }

        @Override
        public long octets(int message) {
            return snapshot.get(message).content().length;
        }

        @Override
        public String uidl(int message) {
            return snapshot.get(message).uidl();
        }

        @Override
        public boolean international(int message) {
            return snapshot.get(message).international();
        }

        @Override
        public Reading read(int message) {
            synchronized (MemoryMaildrops.this) {
                if (reading != null) {
                    return reading;
                }
                return new Reading.Open(new Octets(snapshot.get(message).content(), breaksAfter));
            }
        }

        @Override
        public boolean remove(BitSet messages) {
            synchronized (MemoryMaildrops.this) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                if (removes) {
                    var left = drops.getOrDefault(account, new ArrayList<>());
                    messages.stream().mapToObj(snapshot::get).forEach(left::remove);
                }
                return removes;
            }
        }

        @Override
        public void close() {
            synchronized (MemoryMaildrops.this) {
                if (!closed) {
                    closed = true;
                    open.remove(account);
                }
            }
        }
    }

    private final class Octets implements Maildrop.Content {
        private final byte[] content;
        private final long breaksAfter;
        private int at;

        Octets(byte[] content, long breaksAfter) {
            this.content = content;
            this.breaksAfter = breaksAfter;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at >= breaksAfter) {
                throw new IOException("broken");
            }
            int count = Math.min(length, content.length - at);
            if (count <= 0) {
                return -1;
            }
            octetsRead.addAndGet(count);
            System.arraycopy(content, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            at = content.length;
        }
    }
}
