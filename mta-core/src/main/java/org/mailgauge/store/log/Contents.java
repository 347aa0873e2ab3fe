package org.mailgauge.store.log;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Region;
import org.mailgauge.disk.Sums;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk.DiskFile;
import org.mailgauge.port.DiskFullException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Contents by number: in a frame of the log, or in a file of their own. Every chunk that is read is
 * checked. Safe for use by any platform thread.
 */
public final class Contents {

    /** The place of a content that has a file of its own. */
    public static final long OWN_FILE = -1;

    /** No content. */
    public static final Region NONE = Region.NONE;

    /** What the checksums of contents are seeded with, beside their number. */
    private static final long SEED = 0x4d41_494c_434f_4e54L;

    private static final long MAGIC = 0x4d41_494c_4753_4354L;

    private final Segments segments;
    private final String folder;

    Contents(Segments segments, String folder) {
        this.segments = segments;
        this.folder = folder;
    }

    /** A content that will ride in a frame. */
    public static Region region(long number, byte[] data, int length) {
        return Region.of(SEED, number, data, length);
    }

    static boolean intact(long number, int index, ByteBuffer buffer, int at, int length) {
        return Sums.chunkSum(SEED, number, index, buffer, at, length) == buffer.getInt(at + length);
    }

    void begin() throws IOException {
        segments.disk.makeFolder(folder);
        segments.disk.forceFolder(folder.substring(0, folder.lastIndexOf('/')));
    }

    private String path(long number) {
        return folder + "/" + LogFormat.name(number);
    }

    private static ByteBuffer header(long number) {
        var header =
                ByteBuffer.allocate(LogFormat.CONTENT_HEADER)
                        .putLong(0, MAGIC)
                        .putShort(8, (short) LogFormat.VERSION)
                        .putLong(16, number);
        return header.putInt(28, Sums.sum(new CRC32C(), header, 0, 28));
    }

    /**
     * Writes a content of known length into a file of its own, and makes it durable.
     *
     * @throws DiskFullException when there is no space; nothing is left of it
     */
    public void write(long number, long octets, InputStream from) throws IOException {
        var file = segments.disk.create(path(number));
        try (file) {
            file.write(0, header(number));
            long at = LogFormat.CONTENT_HEADER;
            int index = 0;
            for (long left = octets; left > 0; index++) {
                int part = (int) Math.min(Region.CHUNK, left);
                var data = from.readNBytes(part);
                if (data.length < part) {
                    throw new IOException(
                            "a content ends " + (left - data.length) + " octets early");
                }
                var chunk = ByteBuffer.allocate(part + 4).put(data);
                chunk.putInt(Sums.chunkSum(SEED, number, index, data, 0, part));
                file.write(at, chunk.flip());
                at += part + 4;
                left -= part;
            }
            Crash.at("store.content-written");
            file.force();
        } catch (IOException e) {
            delete(number);
            throw e;
        }
        segments.disk.forceFolder(folder);
        Crash.at("store.content-forced");
    }

    /** Deletes the file of a content. */
    public void delete(long number) throws IOException {
        if (segments.disk.exists(path(number))) {
            segments.disk.delete(path(number));
        }
    }

    /** Deletes files of contents that nobody knows. @return how many */
    public int sweep(Set<Long> known) throws IOException {
        int orphans = 0;
        for (var name : segments.disk.list(folder)) {
            long number = LogFormat.number(name);
            if (number >= 0 && !known.contains(number)) {
                segments.disk.delete(folder + "/" + name);
                orphans++;
            }
        }
        return orphans;
    }

    /** The greatest number of a file; 0 when there is none. */
    public long greatest() throws IOException {
        return segments.disk.list(folder).stream().mapToLong(LogFormat::number).max().orElse(0);
    }

    /** Octets that a content takes on disk when it rides in a frame with such a record. */
    public static long span(int record, long octets) {
        return Frame.span(record, octets);
    }

    /**
     * Reads a piece of a content, at most to the end of the chunk in which it begins.
     *
     * @param place of its frame, or {@link #OWN_FILE}
     * @return the octets read, or -1 at the end
     * @throws DamagedContentException when they are not what was written
     * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} when the
     *     content has been moved
     */
    public int read(
            long number,
            long place,
            long octets,
            long position,
            byte[] into,
            int offset,
            int length)
            throws IOException {
        if (position >= octets) {
            return -1;
        }
        boolean own = place == OWN_FILE;
        var disk = segments.disk;
        try (var file = own ? disk.open(path(number)) : segments.open(Place.epoch(place))) {
            long begin =
                    own
                            ? ownFile(file, number)
                            : inFrame(file, number, Place.offset(place), octets);
            int index = (int) (position / Region.CHUNK);
            var chunk = chunk(file, begin, number, index, octets);
            int from = (int) (position % Region.CHUNK);
            int part = Math.min(length, chunk.length - from);
            System.arraycopy(chunk, from, into, offset, part);
            return part;
        }
    }

    /** The record of the frame in which a content lies. */
    public byte[] record(long number, long place, long octets) throws IOException {
        try (var file = segments.open(Place.epoch(place))) {
            long begin = inFrame(file, number, Place.offset(place), octets);
            long at = Place.offset(place) + LogFormat.FRAME_HEADER;
            var record = ByteBuffer.allocate((int) Math.min(begin - at, 1 << 20));
            file.read(at, record);
            return record.array();
        }
    }

    private static byte[] chunk(DiskFile file, long begin, long number, int index, long octets)
            throws IOException {
        int part = (int) Math.min(Region.CHUNK, octets - (long) index * Region.CHUNK);
        var found = ByteBuffer.allocate(part + 4);
        int got = file.read(begin + index * (Region.CHUNK + 4L), found);
        if (got < part + 4 || !intact(number, index, found, 0, part)) {
            throw new DamagedContentException("content " + number + ", chunk " + index);
        }
        var chunk = new byte[part];
        found.get(0, chunk);
        return chunk;
    }

    private long ownFile(DiskFile file, long number) throws IOException {
        var found = ByteBuffer.allocate(LogFormat.CONTENT_HEADER);
        file.read(0, found);
        if (found.getLong(0) == MAGIC
                && found.getInt(28) == Sums.sum(new CRC32C(), found.clear(), 0, 28)) {
            int version = found.getShort(8) & 0xFFFF;
            NewerFormatException.check(path(number), version, LogFormat.VERSION);
        }
        if (!found.clear().equals(header(number))) {
            throw new DamagedContentException("the header of content " + number);
        }
        return LogFormat.CONTENT_HEADER;
    }

    /** Only the lengths are needed here: every chunk's checksum has the number in it. */
    private static long inFrame(DiskFile file, long number, long offset, long octets)
            throws IOException {
        var found = ByteBuffer.allocate(LogFormat.FRAME_HEADER);
        file.read(offset, found);
        if (found.getLong(48) != number || found.getLong(40) != octets || found.getInt(32) < 0) {
            throw new DamagedContentException("the frame of content " + number);
        }
        return offset + LogFormat.FRAME_HEADER + found.getInt(32);
    }
}
