package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Space;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.port.DiskFullException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/** The body files. Safe for use by any platform thread. */
final class Bodies {

    private static final long MAGIC = 0x4d41_494c_4742_4459L;

    /** Octets of content that are written at once at most. */
    static final int BATCH = 4 * Region.CHUNK;

    /** A batch with the checksums of the chunks that end in it, and that of the last one. */
    private static final int LARGEST = (int) Region.octets(BATCH) + 4;

    private final Disk disk;
    private final String folder;
    private final long random;
    private final AtomicLong counter = new AtomicLong();
    private final AtomicLong files = new AtomicLong();
    private final Space space;

    /** Buffers for I/O threads, one for each that writes at a time. */
    private final Queue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();

    /** Requests to force the folder, and how many of them are done or have failed. */
    private final AtomicLong asked = new AtomicLong();

    private final ReentrantLock forcing = new ReentrantLock();
    private long forced;
    private long failed;

    Bodies(Disk disk, String folder, long random, Space space) {
        this.disk = disk;
        this.folder = folder;
        this.random = random;
        this.space = space;
    }

    long files() {
        return files.get();
    }

    String path(BodyName name) {
        return folder + "/" + name;
    }

    /** Begins a file. */
    Writer create() throws IOException {
        if (space.scarce()) {
            throw new DiskFullException("less than the reserve is free");
        }
        var name = new BodyName(random, counter.incrementAndGet());
        var file = disk.create(path(name));
        files.incrementAndGet();
        return new Writer(name, file);
    }

    DiskFile open(BodyName name) throws IOException {
        return disk.open(path(name));
    }

    boolean exists(BodyName name) throws IOException {
        return disk.exists(path(name));
    }

    long size(BodyName name) throws IOException {
        try (var file = open(name)) {
            return file.size();
        }
    }

    void delete(BodyName name) throws IOException {
        disk.delete(path(name));
        files.decrementAndGet();
    }

    /**
     * Deletes files that no live message refers to.
     *
     * @param kept where they go instead; null to delete them
     * @return how many
     */
    int reclaim(Set<BodyName> referred, @Nullable Quarantine kept) throws IOException {
        int orphans = 0;
        int count = 0;
        for (var entry : disk.list(folder)) {
            var name = BodyName.parse(entry);
            if (name.isPresent() && referred.contains(name.get())) {
                count++;
            } else if (name.isPresent()) {
                if (kept == null) {
                    disk.delete(folder + "/" + entry);
                } else {
                    kept.takeUnlessKept(folder + "/" + entry, "body-" + entry);
                }
                orphans++;
            }
        }
        files.set(count);
        return orphans;
    }

    private ByteBuffer buffer() {
        var found = spare.poll();
        return found != null ? found.clear() : ByteBuffer.allocateDirect(LARGEST);
    }

    /**
     * Forces the folder, once for all who ask while another force runs: it began after they had
     * made their entries. Who was covered by a force that failed fails too. The lock is held over
     * the force; I/O threads only wait for it, which would wait for the disk instead.
     */
    private void forceFolder() throws IOException {
        long mine = asked.incrementAndGet();
        forcing.lock();
        try {
            if (mine <= failed) {
                throw new IOException("a force of " + folder + " failed");
            }
            if (mine > forced) {
                long all = asked.get();
                force(all);
                forced = all;
            }
        } finally {
            forcing.unlock();
        }
    }

    private void force(long all) throws IOException {
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            failed = all;
            throw e;
        }
    }

    private static ByteBuffer header(BodyName name) {
        var header =
                ByteBuffer.allocate(Format.BODY_HEADER)
                        .putLong(0, MAGIC)
                        .putShort(8, (short) Format.VERSION)
                        .putLong(12, name.random())
                        .putLong(20, name.counter());
        return header.putInt(28, Sums.sum(new CRC32C(), header, 0, 28));
    }

    /** Whether a file begins as it must. */
    static boolean begins(BodyName name, ByteBuffer found) {
        return found.equals(header(name));
    }

    /**
     * Refuses a file whose header is right and says that a newer program wrote it.
     *
     * @param found its first {@link Format#BODY_HEADER} octets
     */
    static void refuseNewer(String path, ByteBuffer found) throws NewerFormatException {
        if (found.remaining() == Format.BODY_HEADER
                && found.getLong(0) == MAGIC
                && found.getInt(28) == Sums.sum(new CRC32C(), found, 0, 28)) {
            Format.refuseNewer(path, found.getShort(8) & 0xFFFF);
        }
    }

    /** One file on its way in; one thread at a time uses it. */
    final class Writer {
        private final BodyName name;
        private final DiskFile file;
        private final CRC32C whole = new CRC32C();
        private long position = Format.BODY_HEADER;

        /** The chunk that is being written: its number, octets so far, and their checksum. */
        private int index;

        private int filled;
        private CRC32C sum;

        private Writer(BodyName name, DiskFile file) {
            this.name = name;
            this.file = file;
            this.sum = Sums.chunkSeed(name.random(), name.counter(), index);
        }

        /** Writes more of the content, of any length. */
        void write(byte[] data, int from, int length) throws IOException {
            for (int done = 0; done < length; done += BATCH) {
                put(data, from + done, Math.min(BATCH, length - done), false);
            }
        }

        /**
         * Reads back what was written, of one chunk at most.
         *
         * @param at a place in the content that has been written
         * @return the octets read
         */
        int read(long at, byte[] into, int offset, int length) throws IOException {
            long chunk = at / Region.CHUNK;
            int within = (int) (at % Region.CHUNK);
            int most = Math.min(length, Region.CHUNK - within);
            long from = Format.BODY_HEADER + chunk * (Region.CHUNK + 4L) + within;
            int count = file.read(from, ByteBuffer.wrap(into, offset, most));
            if (count < most) {
                throw new IOException("body file ends after " + (from + count) + " octets");
            }
            return count;
        }

        private void put(byte[] data, int from, int length, boolean last) throws IOException {
            var out = buffer();
            try {
                for (int at = from; at < from + length; ) {
                    int part = Math.min(Region.CHUNK - filled, from + length - at);
                    out.put(data, at, part);
                    sum.update(data, at, part);
                    filled += part;
                    at += part;
                    if (filled == Region.CHUNK) {
                        endChunk(out);
                    }
                }
                if (last && filled > 0) {
                    endChunk(out);
                }
                whole.update(data, from, length);
                int octets = out.flip().remaining();
                file.write(position, out);
                position += octets;
            } finally {
                spare.add(out);
            }
        }

        private void endChunk(ByteBuffer out) {
            out.putInt((int) sum.getValue());
            index++;
            filled = 0;
            sum = Sums.chunkSeed(name.random(), name.counter(), index);
        }

        /**
         * Writes the rest of the content and makes it durable.
         *
         * @param length of the rest, at most {@link #BATCH}
         * @return the reference for the accept record
         */
        byte[] finish(byte[] rest, int length) throws IOException {
            if (length > 0 || filled > 0) {
                put(rest, 0, length, true);
            }
            file.write(0, header(name));
            Crash.at("journal.body-written");
            file.force();
            Crash.at("journal.body-forced");
            file.close();
            forceFolder();
            Crash.at("journal.body-folder-forced");
            return name.reference((int) whole.getValue());
        }

        /** Forgets it. */
        void discard() throws IOException {
            try (file) {
                delete(name);
            }
        }
    }

    /** The name that a reference region holds; empty when its checksum is wrong. */
    static Optional<BodyName> name(RecordHeader header, ByteBuffer region, int at) {
        return Regions.intact(header, region, at)
                ? Optional.of(BodyName.referredTo(region, at))
                : Optional.empty();
    }
}
