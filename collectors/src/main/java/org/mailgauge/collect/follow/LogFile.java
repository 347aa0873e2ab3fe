package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.machine.HostFiles;
import org.mailgauge.collect.machine.HostFiles.Opened;
import org.mailgauge.collect.machine.HostFiles.Stat;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of a log that is open, read from its beginning to its end, unpacked where it is packed.
 */
final class LogFile implements Closeable {
    private static final int BUFFER = 64 << 10;

    private final Generation generation;
    private final Opened opened;
    private final @Nullable InputStream unpacked;
    private byte[] head;
    private boolean damaged;

    private LogFile(Generation generation, Opened opened) throws IOException {
        this.generation = generation;
        this.opened = opened;
        head = new byte[0];
        unpacked = generation.kind() == Generation.Kind.GZIP ? unpack() : null;
    }

    /**
     * Opens it.
     *
     * @throws NoSuchFileException also when its name means another file by now
     */
    static LogFile open(HostFiles files, Generation generation) throws IOException {
        var opened = files.open(generation.path());
        boolean kept = false;
        try {
            if (!opened.stat().isSame(generation.stat())) {
                throw new NoSuchFileException(generation.path());
            }
            var file = new LogFile(generation, opened);
            file.head = file.readHead();
            kept = true;
            return file;
        } finally {
            if (!kept) {
                opened.close();
            }
        }
    }

    private @Nullable InputStream unpack() throws IOException {
        try {
            return new BufferedInputStream(new GZIPInputStream(packed(), BUFFER), BUFFER);
        } catch (EOFException | ZipException _) {
            damaged = true;
            return null;
        }
    }

    private InputStream packed() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int n = opened.read(at, ByteBuffer.wrap(into, offset, length));
                at += n;
                return n == 0 && length > 0 ? -1 : n;
            }

            @Override
            public int available() throws IOException {
                return Math.clamp(opened.stat().octets() - at, 0, Integer.MAX_VALUE);
            }
        };
    }

    Generation generation() {
        return generation;
    }

    Stat stat() throws IOException {
        return opened.stat();
    }

    /** The first octets of it, as they were when they were last looked at. */
    byte[] head() {
        return head;
    }

    /** Whether its fingerprint is one: of a line at least, which no other file has. */
    boolean hasLine() {
        if (head.length == Print.MOST) {
            return true;
        }
        for (byte octet : head) {
            if (octet == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Whether it is damaged after what has been read. */
    boolean isDamaged() {
        return damaged;
    }

    private byte[] readHead() throws IOException {
        if (unpacked == null) {
            var into = ByteBuffer.allocate(Print.MOST);
            int n = isPacked() ? 0 : opened.read(0, into);
            return Arrays.copyOf(into.array(), n);
        }
        unpacked.mark(Print.MOST + 1);
        var into = new byte[Print.MOST];
        int n = unpack(into, 0, into.length);
        unpacked.reset();
        return Arrays.copyOf(into, n);
    }

    boolean isPacked() {
        return generation.kind() == Generation.Kind.GZIP;
    }

    /**
     * Whether it still begins as it began. If so, {@link #head} is what it begins with by now; what
     * was read before this was asked is of the same file content.
     */
    boolean isContinued() throws IOException {
        if (isPacked()) {
            return true;
        }
        var now = readHead();
        if (!Print.isContinued(head, now)) {
            return false;
        }
        head = now;
        return true;
    }

    /**
     * Makes ready for reading at a place; what is packed must not have been read.
     *
     * @return that place, or the end when it ends before
     */
    long skipTo(long offset) throws IOException {
        if (!isPacked()) {
            return Math.min(offset, stat().octets());
        }
        var into = new byte[BUFFER];
        long at = 0;
        for (int n = 1; at < offset && n > 0; at += n) {
            n = unpack(into, 0, (int) Math.min(into.length, offset - at));
        }
        return at;
    }

    /**
     * Reads on; 0 at the end, which is not for ever.
     *
     * @param position up to where it has been read or skipped
     */
    int read(long position, ByteBuffer into) throws IOException {
        return isPacked()
                ? unpack(into.array(), into.arrayOffset() + into.position(), into.remaining())
                : opened.read(position, into);
    }

    /** 0 at the end, or where it is damaged. */
    private int unpack(byte[] into, int offset, int length) throws IOException {
        if (unpacked == null) {
            return 0;
        }
        int sum = 0;
        try {
            while (sum < length) {
                int n = unpacked.read(into, offset + sum, length - sum);
                if (n < 0) {
                    break;
                }
                sum += n;
            }
        } catch (EOFException | ZipException _) {
            damaged = true;
        }
        return sum;
    }

    @Override
    public void close() {
        try (opened) {
            if (unpacked != null) {
                unpacked.close();
            }
        } catch (IOException _) {
            // it was only read
        }
    }
}
