package org.mailgauge.store.sqlite;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Space;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.log.Contents;
import org.mailgauge.store.log.LogWriter;
import org.mailgauge.store.log.StoreLog;
import org.mailgauge.store.sqlite.Committer.Job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A part of the store with its own log, index, committer and readers. Safe for use by any thread,
 * but opened and closed by one platform thread.
 */
final class Shard {
    private static final int WAITING = 4096;
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    /** What a shard is made with. */
    record Surroundings(
            Disk disk,
            Path folder,
            Time time,
            Tasks tasks,
            Entropy entropy,
            StoreSettings settings,
            StoreEvents events,
            StoreStats stats,
            Snapshots snapshots) {}

    private final Surroundings world;
    private final int number;
    final StoreLog log;
    private final Index index;
    private final LogWriter writer;
    private final Committer committer;
    private final Readers readers;
    private final WorkQueue<Job<?>> queue = new WorkQueue<>(WAITING);
    private final Tasks.Task thread;
    private final Space space;
    final Watchers watchers = new Watchers();

    /** UIDs from which on messages are recent, where a view has claimed some. */
    private final Map<Long, Long> claims = new ConcurrentHashMap<>();

    private final Reclaimer reclaimer;
    private volatile boolean closed;

    /** Segments of the log; negative while that is not known. */
    private volatile int segments = -1;

    // Of the thread that keeps house.
    private long dumpedAt;
    private long lastDump;

    Shard(Surroundings world, String folder, int number) throws IOException {
        this.world = world;
        this.number = number;
        this.space =
                new Space(
                        world.disk,
                        world.time,
                        world.settings.reserveOctets(),
                        world.settings.reserveInodes());
        this.log =
                new StoreLog(world.disk, world.entropy, folder, world.settings.log(), world.events);
        this.index = new Index(world, log, folder, number);
        this.reclaimer = new Reclaimer(this, log, world.stats);
        this.writer = index.open();
        this.committer =
                new Committer(
                        index.sql(),
                        writer,
                        index.counters(),
                        world.settings,
                        world.time,
                        world.entropy,
                        queue,
                        watchers,
                        world.stats);
        try {
            index.settle(committer);
            this.readers =
                    new Readers(
                            world.tasks,
                            "store-reader-" + number,
                            index.path(),
                            world.settings.readers());
        } catch (SQLException e) {
            throw new IOException("the index of shard " + number, e);
        }
        this.thread = world.tasks.startPlatform("store-committer-" + number, committer::loop);
    }

    /** Does a work and parks until it is durable. */
    <T> Outcome<T> change(Work<T> work) throws IOException {
        var answer = new Answer<Outcome<T>>();
        if (closed || !queue.add(new Job<>(work, answer))) {
            return new Outcome.Refused<>(new Refusal.Busy("the store is closed"));
        }
        return answer.await();
    }

    /** Has a work done some time; what comes of it is nobody's business. */
    <T> void later(Work<T> work) {
        if (!closed) {
            queue.add(new Job<>(work, new Answer<>()));
        }
    }

    <T> T read(Readers.Reading<T> reading) throws IOException {
        return readers.read(reading);
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether what is new must be refused. On platform threads only. */
    boolean isScarce() throws IOException {
        return space.scarce();
    }

    java.util.Optional<Snapshot> snapshot(long mailbox) throws IOException {
        return read(sql -> world.snapshots.of(sql, number * (1L << 48) + mailbox, mailbox));
    }

    Contents contents() {
        return log.contents();
    }

    org.mailgauge.store.StoreLimits limits() {
        return world.settings.limits();
    }

    Tasks tasks() {
        return world.tasks;
    }

    long recentFrom(Rows.Mailbox mailbox) {
        return Math.max(mailbox.recent(), claims.getOrDefault(mailbox.number(), 1L));
    }

    /** Takes what is recent up to a UID for oneself. @return from where on it was recent */
    long claim(long mailbox, long stored, long uidNext) {
        long[] before = {stored};
        claims.merge(
                mailbox,
                uidNext,
                (old, next) -> {
                    before[0] = Math.max(stored, old);
                    return Math.max(old, next);
                });
        if (uidNext > before[0]) {
            later(
                    tx -> {
                        tx.record(new Change.Claimed(mailbox, uidNext));
                        return new Outcome.Done<>(true);
                    });
        }
        return before[0];
    }

    /** Brings contents to where they can be stored: into memory, or into files of their own. */
    List<Incoming> receive(List<NewMessage> messages) throws IOException {
        var received = new ArrayList<Incoming>();
        try {
            for (var message : messages) {
                received.add(receive(message));
            }
            return received;
        } catch (IOException | RuntimeException e) {
            discard(received);
            throw e;
        }
    }

    private Incoming receive(NewMessage message) throws IOException {
        var content = message.content();
        long octets = content.octets();
        if (octets <= world.settings.fileOctets()) {
            var data = new byte[(int) octets];
            try (var in = new ContentInput(content)) {
                if (in.readNBytes(data, 0, data.length) < data.length) {
                    throw new IOException("a content ends early");
                }
            }
            return new Incoming(message, data, octets, 0);
        }
        long file = index.counters().content.incrementAndGet();
        world.tasks.io(
                () -> {
                    try (var in = new ContentInput(content)) {
                        contents().write(file, octets, in);
                    }
                    return true;
                });
        return new Incoming(message, new byte[0], octets, file);
    }

    /** Deletes the files of contents that were not stored. */
    void discard(List<Incoming> received) throws IOException {
        for (var incoming : received) {
            if (incoming.file() != 0) {
                world.tasks.io(
                        () -> {
                            contents().delete(incoming.file());
                            return true;
                        });
            }
        }
    }

    /** A content as a stream. */
    private static final class ContentInput extends InputStream {
        private final Content content;
        private long position;

        private ContentInput(Content content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int got = content.read(position, into, offset, length);
            position += Math.max(0, got);
            return got;
        }
    }

    int waiting() {
        return queue.size();
    }

    /** Segments of the log; negative while that is not known. */
    int segments() {
        return segments;
    }

    /** Which part of what could be reclaimed lives; negative while that is not known. */
    double liveShare() {
        return reclaimer.liveShare();
    }

    @Nullable String broken() {
        return committer.broken();
    }

    /** A turn of housekeeping. */
    void keepHouse() throws IOException {
        if (closed || committer.broken() != null) {
            return;
        }
        if (committer.written() > world.settings.log().segmentOctets() / 2) {
            log.prepare();
        }
        index.checkpoint();
        segments = log.count();
        if (isDumpDue()) {
            dump();
        }
    }

    private boolean isDumpDue() throws IOException {
        long written = committer.written();
        // A damaged log is replaced by a dump, lest every rebuild meet the damage again.
        return (index.isHarmed() && lastDump == 0)
                || written - dumpedAt > Math.max(world.settings.dumpOctets(), lastDump);
    }

    /** Writes a dump, and takes back what it makes superfluous. */
    void dump() throws IOException {
        dumpedAt = committer.written();
        var point =
                read(
                        sql -> {
                            var now = new Counters();
                            now.load(sql);
                            return new Dumps.Point(now.place, now.sequence);
                        });
        if (!index.dumps().isWhole(point)) {
            try (var out = index.dumps().write(point)) {
                new Dumper(this, out).run();
            }
            world.stats.dumps.increment();
        }
        index.dumps().keepOnly(point);
        lastDump = index.dumps().octets(point);
        reclaimer.reclaim(org.mailgauge.store.log.Place.epoch(point.place()));
    }

    /** Forgets contents that nobody has referred to for two turns. */
    void collect() throws IOException {
        reclaimer.collect();
    }

    /** Refuses what comes from now on, finishes what waits, and closes. */
    void close() throws IOException {
        closed = true;
        queue.close();
        try {
            thread.join(ENOUGH);
            readers.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
        index.close(committer.isCorrupt(), committer.broken() == null);
        watchers.wakeAll();
    }
}
