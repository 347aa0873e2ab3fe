package org.mailgauge.queue.journal;

import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.disk.Sums;

import java.nio.ByteBuffer;

/** Constants and arithmetic of the format; see {@code docs/queue-format.md}. */
final class Format {

    static final int VERSION = 1;
    static final int SECTOR = 512;

    static final int HEADER_COPY = 7680;

    /** Where a segment's groups begin. */
    static final int GROUPS = 8192;

    static final int GROUP_HEADER = 64;
    static final int RECORD_HEADER = 64;
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

    /** The checksum of a group or record header at a position of a buffer. */
    static int headerSum(long salt, ByteBuffer buffer, int at) {
        return Sums.salted(salt, buffer, at, 60);
    }

    static void refuseNewer(String file, int version) throws NewerFormatException {
        NewerFormatException.check(file, version, VERSION);
    }
}
