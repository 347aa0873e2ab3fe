package org.mailgauge.disk;

import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A buffered view of a file that is read forwards. Used by one thread. */
public final class FileWindow {

    private static final int SECTOR = 512;
    private static final int USUAL = 1 << 20;

    private final DiskFile file;
    private final Holes holes;
    private final long size;
    private ByteBuffer buffer;
    private long start;

    /** Fails where the file cannot be read. */
    public FileWindow(DiskFile file) throws IOException {
        this(file, new Holes());
    }

    /**
     * Of a file that gives something for what it cannot read.
     *
     * @param holes where it does so
     */
    public FileWindow(DiskFile file, Holes holes) throws IOException {
        this.file = file;
        this.holes = holes;
        this.size = file.size();
        this.buffer = ByteBuffer.allocate((int) Math.max(SECTOR, Math.min(USUAL, size)));
        buffer.limit(0);
    }

    public long size() {
        return size;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    /** What could not be read so far. */
    public Holes holes() {
        return holes;
    }

    /**
     * Brings octets of the file into the buffer.
     *
     * @return where in the buffer they begin, or -1 when the file does not have that many there
     */
    public int at(long offset, long length) throws IOException {
        if (offset + length > size || length > Integer.MAX_VALUE - 8) {
            return -1;
        }
        if (offset < start || offset + length > start + buffer.limit()) {
            if (length > buffer.capacity()) {
                buffer = ByteBuffer.allocate((int) length);
            }
            buffer.clear();
            buffer.limit((int) Math.min(buffer.capacity(), size - offset));
            start = offset;
            int got = file.read(offset, buffer);
            buffer.position(0).limit(Math.max(0, got));
        }
        int at = (int) (offset - start);
        return at + length <= buffer.limit() ? at : -1;
    }

    public byte[] copy(int at, int length) {
        var copy = new byte[length];
        buffer.get(at, copy);
        return copy;
    }
}
