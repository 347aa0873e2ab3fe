package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Region;
import org.mailgauge.port.Tasks;
import org.mailgauge.queue.Content;
import org.mailgauge.queue.QueueId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Content of a live message, read and checked chunk by chunk on an I/O thread. Keeps one chunk.
 * Safe for use by any thread; a lock, held while a chunk is read, guards the fields.
 */
final class StoredContent implements Content {

    private final RecordReader reader;
    private final Tasks tasks;
    private final QueueId id;
    private final long place;
    private final ReentrantLock lock = new ReentrantLock();
    private long octets = -1;
    private int index = -1;
    private byte @Nullable [] chunk;

    StoredContent(RecordReader reader, Tasks tasks, QueueId id, long place) {
        this.reader = reader;
        this.tasks = tasks;
        this.id = id;
        this.place = place;
    }

    /**
     * @throws UncheckedIOException when the record cannot be read
     */
    @Override
    public long octets() {
        lock.lock();
        try {
            return known();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private long known() throws IOException {
        if (octets < 0) {
            octets = tasks.io(() -> reader.header(id, place)).octets();
        }
        return octets;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        lock.lock();
        try {
            if (position >= known()) {
                return -1;
            }
            var from = chunk((int) (position / Region.CHUNK));
            int at = (int) (position % Region.CHUNK);
            int part = Math.min(length, from.length - at);
            System.arraycopy(from, at, into, offset, part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    private byte[] chunk(int wanted) throws IOException {
        var held = chunk;
        if (held == null || index != wanted) {
            held = tasks.io(() -> reader.chunk(id, place, wanted));
            chunk = held;
            index = wanted;
        }
        return held;
    }
}
