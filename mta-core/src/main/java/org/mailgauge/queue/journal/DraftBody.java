package org.mailgauge.queue.journal;

import org.jspecify.annotations.Nullable;
import org.mailgauge.disk.Region;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.port.Tasks;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Content on its way in: in memory until it grows above the threshold, or until there is no memory
 * for it; then in a body file, with what buffer there is memory for, at worst none. Used by one
 * thread.
 */
final class DraftBody implements Journal.Body {

    private static final int FIRST = 4096;

    /** What outgrows this is expected to outgrow all steps up to the threshold. */
    private static final int MIDDLE = 32 << 10;

    private final Bodies bodies;
    private final Tasks tasks;
    private final int inline;
    private final DraftMemory memory;

    private byte[] buffer = new byte[0];
    private int used;
    private long octets;
    private Bodies.@Nullable Writer file;
    private @Nullable IOException failure;
    private boolean closed;

    DraftBody(Bodies bodies, Tasks tasks, int inline, DraftMemory memory) {
        this.bodies = bodies;
        this.tasks = tasks;
        this.inline = inline;
        this.memory = memory;
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the body is closed");
        }
        if (failure != null) {
            throw failure;
        }
        try {
            append(content, offset, length);
            octets += length;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void append(byte[] content, int offset, int length) throws IOException {
        if (file == null && used + (long) length <= inline && grow(used + length)) {
            System.arraycopy(content, offset, buffer, used, length);
            used += length;
            return;
        }
        if (file == null) {
            spill();
        }
        while (length > 0) {
            if (used == buffer.length) {
                drain();
            }
            if (buffer.length == 0) {
                store(content, offset, length);
                return;
            }
            int part = Math.min(length, buffer.length - used);
            System.arraycopy(content, offset, buffer, used, part);
            used += part;
            offset += part;
            length -= part;
        }
    }

    /** Makes the buffer hold that much; false when memory is short. */
    private boolean grow(int wanted) {
        if (wanted <= buffer.length) {
            return true;
        }
        int next = buffer.length < MIDDLE ? Math.min(inline, buffer.length * 2) : inline;
        int size = Math.max(next, Math.max(FIRST, wanted));
        if (!memory.take((long) size - buffer.length)) {
            return false;
        }
        buffer = Arrays.copyOf(buffer, size);
        return true;
    }

    /** Goes on in a file. From now on the buffer holds at most a batch, written when it is full. */
    private void spill() throws IOException {
        file = tasks.io(bodies::create);
        drain();
        if (buffer.length > Bodies.BATCH) {
            memory.give((long) buffer.length - Bodies.BATCH);
            buffer = new byte[Bodies.BATCH];
        }
    }

    /** Writes what the buffer holds, and makes it a chunk long when it is shorter. */
    private void drain() throws IOException {
        if (used > 0) {
            store(buffer, 0, used);
            used = 0;
        }
        if (buffer.length < Region.CHUNK && memory.take((long) Region.CHUNK - buffer.length)) {
            buffer = new byte[Region.CHUNK];
        }
    }

    private void store(byte[] data, int offset, int length) throws IOException {
        var writer = writer();
        tasks.io(
                () -> {
                    writer.write(data, offset, length);
                    return true;
                });
    }

    private Bodies.Writer writer() {
        var writer = file;
        if (writer == null) {
            throw new IllegalStateException("no body file");
        }
        return writer;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public Content content() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return new Written();
    }

    /** What is written: the file's part, then what the buffer holds. */
    private final class Written implements Content {
        @Override
        public long octets() {
            return octets;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (closed) {
                throw new IOException("the body is closed");
            }
            if (position >= octets) {
                return -1;
            }
            long filed = octets - used;
            if (position < filed) {
                int most = (int) Math.min(length, filed - position);
                var writer = writer();
                return tasks.io(() -> writer.read(position, into, offset, most));
            }
            int at = (int) (position - filed);
            int count = Math.min(length, used - at);
            System.arraycopy(buffer, at, into, offset, count);
            return count;
        }
    }

    /** Whether its content is in a body file. */
    boolean inFile() {
        return file != null;
    }

    /** Why it cannot be accepted, if so. */
    Journal.@Nullable Accepted refusal() {
        if (closed) {
            return new Journal.Accepted.Failed("the body is closed");
        }
        if (failure == null) {
            return null;
        }
        return refusal(failure);
    }

    static Journal.Accepted refusal(IOException why) {
        return why instanceof DiskFullException
                ? new Journal.Accepted.Full(String.valueOf(why.getMessage()))
                : new Journal.Accepted.Failed(String.valueOf(why.getMessage()));
    }

    /** Finishes: a body file is durable afterwards. @return the region of the accept record */
    Region finish(long high, long low) throws IOException {
        if (file == null) {
            return Region.of(high, low, buffer, used);
        }
        var writer = writer();
        var rest = buffer;
        int length = used;
        used = 0;
        var reference = tasks.io(() -> writer.finish(rest, length));
        return Region.of(high, low, reference, reference.length);
    }

    /**
     * The content belongs to the journal: closing does not delete it.
     *
     * @return the content, when all of it is in memory
     */
    Optional<FreshContents.Fresh> taken() {
        var whole = new FreshContents.Fresh(buffer, used);
        boolean inMemory = file == null;
        file = null;
        forget();
        return inMemory ? Optional.of(whole) : Optional.empty();
    }

    private void forget() {
        closed = true;
        memory.give(buffer.length);
        buffer = new byte[0];
        used = 0;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        forget();
        var writer = file;
        file = null;
        if (writer != null) {
            try {
                tasks.io(
                        () -> {
                            writer.discard();
                            return true;
                        });
            } catch (IOException _) {
                // It stays behind as an orphan; the next start reclaims it.
            }
        }
    }
}
