package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One line of a log: a range of an array that is used again for the next one. Without its line end;
 * any octets else may be in it. At most {@link #MOST} octets.
 */
public final class Line {
    /** Octets of a line that are handed over; what is beyond is cut off. */
    public static final int MOST = 8192;

    private byte[] octets = new byte[0];
    private int from;
    private int to;
    private boolean cut;
    private @Nullable Entry entry;

    /**
     * What a journal tells beside the message. A line of a file has all that in its text.
     *
     * @param time when it was logged, to the microsecond
     * @param identifier the program's name for itself, or the empty string
     * @param pid its process, or null
     * @param host whose it is, or the empty string
     */
    public record Entry(Instant time, String identifier, @Nullable Integer pid, String host) {}

    Line set(byte[] newOctets, int newFrom, int newTo, boolean newCut, @Nullable Entry newEntry) {
        octets = newOctets;
        from = newFrom;
        to = newTo;
        cut = newCut;
        entry = newEntry;
        return this;
    }

    /** The array it is in, from {@link #from} to before {@link #to}; must not be written to. */
    public byte[] octets() {
        return octets;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    public int length() {
        return to - from;
    }

    /** Whether its end was cut off. */
    public boolean isCut() {
        return cut;
    }

    /** What is known beside the text; null for a line of a file. */
    public @Nullable Entry entry() {
        return entry;
    }

    /** Its text, each octet that is not of UTF-8 replaced. */
    public String text() {
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }
}
