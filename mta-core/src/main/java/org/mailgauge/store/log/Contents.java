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

    /** Records of contents are seldom longer; what is beyond costs one more read. */
    private static final int RECORD = 448;

    private final Segments segments;
    private final OpenSegments open;
    private final String folder;

    Contents(Segments segments, OpenSegments open, String folder) {
        this.segments = segments;
        this.open = open;
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

    /** The name of a content's own file, in the shard's folder. */
    public static String file(long number) {
        return "content/" + LogFormat.name(number);
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
        var chunk = chunk(number, place, octets, (int) (position / Region.CHUNK));
        int from = (int) (position % Region.CHUNK);
        int part = Math.min(length, chunk.remaining() - from);
        chunk.get(from, into, offset, part);
        return part;
    }

    /**
     * A chunk of a content, whole.
     *
     * @param place as for {@link #read}, which says what it throws
     * @param index from 0
     */
    public ByteBuffer chunk(long number, long place, long octets, int index) throws IOException {
        return place == OWN_FILE
                ? ownChunk(number, index, octets)
                : open.read(
                        Place.epoch(place),
                        file -> framed(file, number, Place.offset(place), index, octets));
    }

    private ByteBuffer ownChunk(long number, int index, long octets) throws IOException {
        try (var file = segments.disk.open(path(number))) {
            return chunk(file, ownFile(file, number), number, index, octets);
        }
    }

    /** A chunk out of a frame. The first one comes with the frame's header, in one read. */
    private static ByteBuffer framed(
            DiskFile file, long number, long offset, int index, long octets) throws IOException {
        int part = octetsOf(index, octets);
        int ahead = index == 0 ? RECORD + part + 4 : 0;
        var found = ByteBuffer.allocate(LogFormat.FRAME_HEADER + ahead);
        int got = file.read(offset, found);
        long begin = LogFormat.FRAME_HEADER + (long) inFrame(found, number, octets);
        return begin <= LogFormat.FRAME_HEADER + RECORD && begin + part + 4 <= got
                ? intactChunk(found, (int) begin, part, number, index)
                : chunk(file, offset + begin, number, index, octets);
    }

    /** The record of the frame in which a content lies. */
    public byte[] record(long number, long place, long octets) throws IOException {
        try (var file = segments.open(Place.epoch(place))) {
            var header = ByteBuffer.allocate(LogFormat.FRAME_HEADER);
            int _ = file.read(Place.offset(place), header);
            int length = inFrame(header, number, octets);
            var record = ByteBuffer.allocate(Math.min(length, 1 << 20));
            int _ = file.read(Place.offset(place) + LogFormat.FRAME_HEADER, record);
            return record.array();
        }
    }

    /** Octets of a chunk, without its checksum. */
    private static int octetsOf(int index, long octets) {
        return (int) Math.min(Region.CHUNK, octets - (long) index * Region.CHUNK);
    }

    private static ByteBuffer chunk(DiskFile file, long begin, long number, int index, long octets)
            throws IOException {
        int part = octetsOf(index, octets);
        var found = ByteBuffer.allocate(part + 4);
        int got = file.read(begin + index * (Region.CHUNK + 4L), found);
        if (got < part + 4) {
            throw new DamagedContentException("content " + number + ", chunk " + index);
        }
        return intactChunk(found, 0, part, number, index);
    }

    private static ByteBuffer intactChunk(
            ByteBuffer found, int at, int part, long number, int index)
            throws DamagedContentException {
        var all = found.clear();
        if (!intact(number, index, all, at, part)) {
            throw new DamagedContentException("content " + number + ", chunk " + index);
        }
        return all.slice(at, part);
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

    /**
     * Only the lengths are needed here: every chunk's checksum has the number in it.
     *
     * @return octets of the record
     */
    private static int inFrame(ByteBuffer found, long number, long octets)
            throws DamagedContentException {
        if (found.getLong(48) != number || found.getLong(40) != octets || found.getInt(32) < 0) {
            throw new DamagedContentException("the frame of content " + number);
        }
        return found.getInt(32);
    }
}
