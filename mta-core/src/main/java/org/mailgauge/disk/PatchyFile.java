package org.mailgauge.disk;

import org.mailgauge.port.Disk;
import org.mailgauge.port.Disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of which some sectors may be unreadable, for those who read what nobody writes. Reading
 * gives {@link #FILL} for them and notes where they are. Used by one thread.
 */
public final class PatchyFile implements DiskFile {
    /*
     * Problem: the disk fails to give a few sectors of a journal, and all others must be saved; but
     * when it has gone as a whole, a verdict over what it no longer gives would be wrong.
     * Rule: a read that fails is repeated, then halved down to sectors. Only where something else
     * can be read after the failure is a sector taken for bad; else the failure is passed on. That
     * something is a sector of the same file, or of a segment when the file is so small that it may
     * lie on one bad spot of the disk altogether.
     */

    /** Stands for what cannot be read: neither zero nor anything that a checksum would fit. */
    public static final byte FILL = (byte) 0xEE;

    private static final int SECTOR = 512;

    /** A file of no more octets may be bad as a whole. */
    static final long SMALL = 64 << 10;

    private static final int PROBES = 16;

    /** Whether the disk still gives something, though nothing of this file. */
    private interface Alive {
        boolean ask() throws IOException;
    }

    private final DiskFile file;
    private final Alive elsewhere;
    private final Holes holes = new Holes();

    private PatchyFile(DiskFile file, Alive elsewhere) {
        this.file = file;
        this.elsewhere = elsewhere;
    }

    /** A segment, of which something can be read unless the disk or the file has gone. */
    public PatchyFile(DiskFile segment) {
        this(segment, () -> false);
    }

    /**
     * A file that may be small.
     *
     * @param witnesses folder of the segments: while the disk gives something of one of them, it
     *     has not gone
     */
    public static PatchyFile of(DiskFile file, Disk disk, String witnesses) {
        return new PatchyFile(file, () -> file.size() <= SMALL && gives(disk, witnesses));
    }

    private static boolean gives(Disk disk, String segments) throws IOException {
        for (var name : disk.list(segments)) {
            try (var segment = disk.open(segments + "/" + name)) {
                if (gives(segment)) {
                    return true;
                }
            } catch (IOException _) {
                // Perhaps the next one.
            }
        }
        return false;
    }

    /** Whether something of a file can be read: both ends are tried, and some places between. */
    private static boolean gives(DiskFile file) throws IOException {
        long last = Math.max(0, file.size() - 1) / SECTOR;
        for (int i = 0; i <= PROBES; i++) {
            long sector = i == 0 ? 0 : last - (i - 1) * last / PROBES;
            try {
                file.read(sector * SECTOR, ByteBuffer.allocate(SECTOR));
                return true;
            } catch (IOException _) {
                // Perhaps the next one.
            }
        }
        return false;
    }

    /** A window on it. */
    public FileWindow window() throws IOException {
        return new FileWindow(this, holes);
    }

    /** What could not be read so far. */
    public Holes holes() {
        return holes;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    /**
     * Reads, as far as the disk gives it.
     *
     * @throws IOException when nothing of the file can be read
     */
    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int start = into.position();
        try {
            return file.read(position, into);
        } catch (IOException e) {
            return patched(position, into.position(start), e);
        }
    }

    private int patched(long position, ByteBuffer into, IOException why) throws IOException {
        int length = Math.clamp(file.size() - position, 0, into.remaining());
        var found = new Holes();
        pieces(position, into.slice(into.position(), length), found);
        if (!found.within(0, Long.MAX_VALUE).isEmpty() && !gives(file) && !elsewhere.ask()) {
            throw why;
        }
        holes.addAll(found);
        into.position(into.position() + length);
        return length;
    }

    private void pieces(long from, ByteBuffer into, Holes found) throws IOException {
        int length = into.remaining();
        if (length == 0 || whole(from, into.duplicate())) {
            return;
        }
        long first = from / SECTOR;
        long last = (from + length - 1) / SECTOR;
        if (first == last) {
            while (into.hasRemaining()) {
                into.put(FILL);
            }
            long begin = first * SECTOR;
            found.add(begin, Math.min(begin + SECTOR, file.size()));
            return;
        }
        int half = (int) ((first + (last - first + 1) / 2) * SECTOR - from);
        pieces(from, into.slice(0, half), found);
        pieces(from + half, into.slice(half, length - half), found);
    }

    private boolean whole(long from, ByteBuffer into) {
        try {
            file.read(from, into);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void write(long position, ByteBuffer from) throws IOException {
        file.write(position, from);
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public void truncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
