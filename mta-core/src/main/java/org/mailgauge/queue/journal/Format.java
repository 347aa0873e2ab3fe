package org.mailgauge.queue.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Constants and arithmetic of the format; see {@code docs/queue-format.md}. */
final class Format {

    static final int VERSION = 1;
    static final int SECTOR = 512;

    static final int HEADER_COPY = 7680;

    /** Where a segment's groups begin. */
    static final int GROUPS = 8192;

    static final int GROUP_HEADER = 64;
    static final int RECORD_HEADER = 64;
    static final int CHUNK = 65_536;
    static final int REFERENCE = 20;
    static final int BODY_HEADER = 32;

    /** Segments end below this offset, so that a place fits a long. */
    static final long MAX_OFFSET = 1L << 31;

    static final int ACCEPT = 1;
    static final int CHANGE = 2;
    static final int DONE = 3;
    static final int SURVIVOR = 4;
    static final int ABANDON = 5;
    static final int CHECKPOINT = 6;
    static final int CLOSE = 7;

    static final int BODY_FILE = 1;
    static final int CLEAN_CLOSE = 1;

    private Format() {}

    static long place(long epoch, long offset, boolean bodyFile) {
        return epoch * MAX_OFFSET + offset + (bodyFile ? 1 : 0);
    }

    static long epochOf(long place) {
        return place / MAX_OFFSET;
    }

    static long offsetOf(long place) {
        return place % MAX_OFFSET & ~7L;
    }

    static boolean bodyFileAt(long place) {
        return (place & 1) != 0;
    }

    static long sectors(long octets) {
        return (octets + SECTOR - 1) & -SECTOR;
    }

    static long padded(long octets) {
        return (octets + 7) & ~7L;
    }

    /** Octets of the content region for that content. */
    static long regionOctets(long content) {
        return content + 4 * chunks(content);
    }

    static long chunks(long content) {
        return (content + CHUNK - 1) / CHUNK;
    }

    /** The name of a type of records. */
    static String name(int type) {
        return switch (type) {
            case ACCEPT -> "accept";
            case CHANGE -> "change";
            case DONE -> "done";
            case SURVIVOR -> "survivor";
            case ABANDON -> "abandon";
            case CHECKPOINT -> "checkpoint";
            case CLOSE -> "close";
            default -> "type-" + type;
        };
    }

    static void feed(CRC32C crc, long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (value >>> shift) & 0xFF);
        }
    }

    static void feed(CRC32C crc, int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(value >>> shift & 0xFF);
        }
    }

    /** The checksum of a group or record header at a position of a buffer. */
    static int headerSum(long salt, ByteBuffer buffer, int at) {
        var crc = new CRC32C();
        feed(crc, salt);
        return sum(crc, buffer, at, 60);
    }

    /** Adds a range of a buffer, whatever its position and limit. */
    static int sum(CRC32C crc, ByteBuffer buffer, int at, int length) {
        int position = buffer.position();
        int limit = buffer.limit();
        buffer.limit(at + length).position(at);
        crc.update(buffer);
        buffer.limit(limit).position(position);
        return (int) crc.getValue();
    }

    static int sum(byte[] first, byte[] second) {
        var crc = new CRC32C();
        crc.update(first);
        crc.update(second);
        return (int) crc.getValue();
    }

    /** The checksum of a chunk. */
    static int chunkSum(long high, long low, int index, byte[] data, int offset, int length) {
        var crc = chunkSeed(high, low, index);
        crc.update(data, offset, length);
        return (int) crc.getValue();
    }

    static int chunkSum(long high, long low, int index, ByteBuffer data, int at, int length) {
        return sum(chunkSeed(high, low, index), data, at, length);
    }

    /** What the checksum of a chunk begins with. */
    static CRC32C chunkSeed(long high, long low, int index) {
        var crc = new CRC32C();
        feed(crc, high);
        feed(crc, low);
        feed(crc, index);
        return crc;
    }

    /** Whether a range holds only zeros. */
    static boolean zero(ByteBuffer buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    static void refuseNewer(String file, int version) throws NewerFormatException {
        if (version > VERSION) {
            throw new NewerFormatException(
                    file
                            + " has format version "
                            + version
                            + "; this program knows up to "
                            + VERSION);
        }
    }
}
