package org.mailgauge.store.log;

import java.util.Locale;

/** Constants and arithmetic of the format; see {@code docs/store-format.md}. */
final class LogFormat {

    static final int VERSION = 1;
    static final int SECTOR = 512;
    static final int HEADER_COPY = 7680;

    /** Where a segment's frames begin. */
    static final int FRAMES = 8192;

    static final int FRAME_HEADER = 64;
    static final int CONTENT_HEADER = 32;

    /** Segments end below this offset, so that a place fits a long. */
    static final long MAX_OFFSET = 1L << 31;

    private LogFormat() {}

    static long padded(long octets) {
        return (octets + 7) & ~7L;
    }

    static long sectors(long octets) {
        return (octets + SECTOR - 1) & -SECTOR;
    }

    /** A number as a file is named: 16 hex digits. */
    static String name(long number) {
        return String.format(Locale.ROOT, "%016x", number);
    }

    /** The number of a file name; -1 when it is none. */
    static long number(String name) {
        return name.matches("[0-7][0-9a-f]{15}") ? Long.parseLong(name, 16) : -1;
    }
}
