package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a content as it streams by and says how it is built (RFC 2045, 2046). Any octets give a
 * structure, linear in time; it keeps the current header section and what {@link Part} tells. Used
 * by one thread, for one content.
 */
public final class MimeParser {
    /*
     * Problem: find the parts of a content of any size in one pass, whatever is wrong with it.
     * States: a stack of open entities, the message first. The top one is in its header section,
     * is a leaf in its body, or is a multipart before its first delimiter or behind its last one.
     * Lines matter in header sections and when they begin with two hyphens; all else is counted.
     * A delimiter of any open multipart, the innermost of that name, closes all that is above it.
     * Invariant: an entity lies within the body of the one below it, and begins where the one
     * before it has ended, or later.
     */

    private static final int NOWHERE = -1;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long FEEDS = '\n' * ONES;

    /** Sees each header section when it has ended. */
    interface Watch {
        /**
         * Sees one, the message's own first.
         *
         * @param header valid during the call only
         */
        void headerEnded(
                PartFields header, Part.Kind kind, MediaType type, Part.Fields fields, long bodyAt);

        /** Sees nothing. */
        Watch NONE = (_, _, _, _, _) -> {};
    }

    private final MimeLimits limits;
    private final Watch watch;
    private final List<Open> open = new ArrayList<>();
    private final Map<String, Integer> boundaries = new HashMap<>();
    private final DelimiterLine delimiter = new DelimiterLine();
    private byte[] header = new byte[1 << 10];
    private int headerLength;
    private @Nullable Part whole;

    private long position;
    private long lineFeeds;
    private long lineStart;
    private int lastEnd;
    private boolean lastEmpty = true;
    private boolean lastOctetCr;
    private boolean lineBegun;
    private int parts;
    private int retained;
    private long steps;

    public MimeParser() {
        this(MimeLimits.DEFAULT);
    }

    public MimeParser(MimeLimits limits) {
        this(limits, Watch.NONE);
    }

    MimeParser(MimeLimits limits, Watch watch) {
        this.limits = limits;
        this.watch = watch;
        push(MediaType.TEXT, true);
    }

    /** An entity that has not ended. */
    private final class Open {
        final long headerAt = position;
        final MediaType unlessSaid;
        final boolean message;
        final List<Part> children = new ArrayList<>(0);
        boolean inHeader = true;
        Part.Kind kind = Part.Kind.LEAF;
        MediaType type;
        Part.Fields fields = Part.Fields.NONE;
        @Nullable Envelope envelope;
        @Nullable String boundary;
        int shadowed = NOWHERE;
        long bodyAt;
        long bodyLineFeeds;
        boolean highHeader;
        boolean highBody;

        Open(MediaType unlessSaid, boolean message) {
            this.unlessSaid = unlessSaid;
            this.message = message;
            type = unlessSaid;
        }

        Part close(long end, long lines) {
            return new Part(
                    kind,
                    type,
                    fields,
                    new Part.Extent(headerAt, bodyAt, end, lines),
                    new Part.EightBit(highHeader, highBody),
                    envelope,
                    children);
        }
    }

    /** Takes the next octets; lines end with LF (a CR before it belongs to the end). */
    public void feed(byte[] from, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (boundaries.isEmpty() && !open.getLast().inHeader) {
                count(from, at, end);
                return;
            }
            if (!lineBegun) {
                lineBegun = true;
                lineStart = position;
                delimiter.begin(!boundaries.isEmpty());
            }
            int stop = lineFeed(from, at, end);
            keep(from, at, stop);
            position += stop - at;
            at = stop;
            if (at < end) {
                at++;
                position++;
                endLine();
            }
        }
    }

    /** Takes octets of a body that no delimiter can end: lines only count. */
    private void count(byte[] from, int offset, int end) {
        int lastFeed = NOWHERE;
        long all = 0;
        int at = offset;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long next = (long) LONGS.get(from, at);
            long other = next ^ FEEDS;
            // The highest bit of each octet that is a line feed; exact, as no carry leaves an
            // octet.
            long found = ~(((other & ~HIGHS) + ~HIGHS) | other | ~HIGHS);
            if (found != 0) {
                lineFeeds += Long.bitCount(found);
                lastFeed = at + 7 - Long.numberOfLeadingZeros(found) / Byte.SIZE;
            }
            all |= next;
        }
        for (; at < end; at++) {
            if (from[at] == '\n') {
                lineFeeds++;
                lastFeed = at;
            }
            all |= from[at];
        }
        open.getLast().highBody |= (all & HIGHS) != 0;
        steps += end - offset;
        if (lastFeed != NOWHERE) {
            lineStart = position + (lastFeed + 1 - offset);
        } else if (!lineBegun) {
            lineStart = position;
        }
        position += end - offset;
        lineBegun = position > lineStart;
    }

    /** The structure of the whole content, which has ended. */
    public Part end() {
        if (whole == null) {
            whole = finish();
        }
        return whole;
    }

    /** Octets and lines that were looked at one by one: what this costs, apart from the clock. */
    long steps() {
        return steps;
    }

    /** Where the next line feed is, or {@code end}; notes octets above 127 on the way. */
    private int lineFeed(byte[] from, int offset, int end) {
        int at = offset;
        long all = 0;
        while (at <= end - Long.BYTES) {
            long next = (long) LONGS.get(from, at);
            long other = next ^ FEEDS;
            long found = (other - ONES) & ~other & HIGHS;
            if (found != 0) {
                break;
            }
            all |= next;
            at += Long.BYTES;
        }
        while (at < end && from[at] != '\n') {
            all |= from[at++];
        }
        steps += at - offset + 1L;
        if ((all & HIGHS) != 0) {
            var top = open.getLast();
            top.highHeader |= top.inHeader;
            top.highBody |= !top.inHeader;
        }
        return at;
    }

    private void keep(byte[] from, int at, int stop) {
        if (stop > at) {
            lastOctetCr = from[stop - 1] == '\r';
            steps += delimiter.put(from, at, stop);
            if (open.getLast().inHeader) {
                keepHeader(from, at, stop - at);
            }
        }
    }

    private void keepHeader(byte[] from, int at, int length) {
        int room = Math.min(length, limits.headerOctets() - headerLength);
        if (headerLength + room > header.length) {
            int larger = Math.max(2 * header.length, headerLength + room);
            header = Arrays.copyOf(header, Math.min(larger, limits.headerOctets()));
        }
        if (room > 0) {
            System.arraycopy(from, at, header, headerLength, room);
            headerLength += room;
            steps += room;
        }
    }

    private static final byte[] LINE_FEED = {'\n'};

    private void endLine() {
        int octets = (int) Math.min(2, position - 1 - lineStart);
        boolean cr = octets > 0 && lastOctetCr;
        boolean empty = octets == 0 || (octets == 1 && cr);
        long before = lineFeeds++;
        lineBegun = false;
        if (!isDelimiter(before) && open.getLast().inHeader) {
            keepHeader(LINE_FEED, 0, 1);
            if (empty) {
                endHeader();
            }
        }
        lastEnd = cr ? 2 : 1;
        lastEmpty = empty;
        lastOctetCr = false;
    }

    /** Whether the line is a delimiter; if so, does what it says. */
    private boolean isDelimiter(long lineFeedsBefore) {
        if (!delimiter.possible()) {
            return false;
        }
        var text = delimiter.text();
        steps += text.length();
        int of = boundaries.getOrDefault(text, NOWHERE);
        if (of != NOWHERE) {
            closeAbove(of, lineFeedsBefore);
            push(
                    open.get(of).type.is("multipart", "digest")
                            ? MediaType.MESSAGE
                            : MediaType.TEXT,
                    false);
            return true;
        }
        int last =
                text.endsWith("--")
                        ? boundaries.getOrDefault(text.substring(0, text.length() - 2), NOWHERE)
                        : NOWHERE;
        if (last == NOWHERE) {
            return false;
        }
        closeAbove(last, lineFeedsBefore);
        forgetBoundary(open.get(last));
        return true;
    }

    private void push(MediaType unlessSaid, boolean message) {
        parts++;
        headerLength = 0;
        open.add(new Open(unlessSaid, message));
        if (parts >= limits.parts() || retained >= limits.retained()) {
            var rest = open.getLast();
            rest.inHeader = parts == 1;
            rest.type = parts == 1 ? unlessSaid : MediaType.OCTETS;
            rest.bodyAt = position;
            rest.bodyLineFeeds = lineFeeds;
            boundaries.clear();
        }
    }

    /** The entities above one have ended where the delimiter begins. */
    private void closeAbove(int index, long lineFeedsBefore) {
        while (open.size() > index + 1) {
            var top = open.getLast();
            if (top.inHeader) {
                breakHeader(top, lineStart, lineFeedsBefore);
            }
            long least =
                    top.children.isEmpty() ? top.bodyAt : top.children.getLast().extent().end();
            long end = Math.max(least, lineStart - lastEnd);
            long lines = lineFeedsBefore - top.bodyLineFeeds;
            pop(end, end < lineStart && lastEmpty ? lines - 1 : lines);
        }
    }

    private void pop(long end, long lines) {
        var top = open.removeLast();
        forgetBoundary(top);
        var part = top.close(end, Math.max(lines, 0));
        steps++;
        if (open.isEmpty()) {
            whole = part;
        } else {
            open.getLast().children.add(part);
        }
    }

    private void forgetBoundary(Open of) {
        if (of.boundary == null || boundaries.isEmpty()) {
            return;
        }
        if (of.shadowed == NOWHERE) {
            boundaries.remove(of.boundary);
        } else {
            boundaries.put(of.boundary, of.shadowed);
        }
        of.boundary = null;
    }

    /** A header section that nothing follows, not even its empty line. */
    private void breakHeader(Open top, long bodyAt, long bodyLineFeeds) {
        readHeader(top, bodyAt, bodyLineFeeds);
        if (top.kind == Part.Kind.MESSAGE) {
            parts++;
            var nothing = new Part.Extent(bodyAt, bodyAt, bodyAt, 0);
            top.children.add(
                    new Part(
                            Part.Kind.LEAF,
                            MediaType.TEXT,
                            Part.Fields.NONE,
                            nothing,
                            new Part.EightBit(false, false),
                            Envelope.EMPTY,
                            List.of()));
        }
    }

    private void endHeader() {
        var top = open.getLast();
        readHeader(top, position, lineFeeds);
        var boundary = top.type.boundary();
        if (top.kind == Part.Kind.MULTIPART && boundary != null) {
            top.boundary = boundary;
            var shadowed = boundaries.put(boundary, open.size() - 1);
            top.shadowed = shadowed == null ? NOWHERE : shadowed;
        } else if (top.kind == Part.Kind.MESSAGE) {
            push(MediaType.TEXT, true);
        }
    }

    private Part.Kind kind(Open of) {
        if (open.size() >= limits.depth() || parts >= limits.parts() - 1) {
            return Part.Kind.LEAF;
        }
        if (of.type.isMultipart() && of.type.boundary() != null) {
            return Part.Kind.MULTIPART;
        }
        boolean message = of.type.isMessage() && identity(of.fields.encoding());
        return message ? Part.Kind.MESSAGE : Part.Kind.LEAF;
    }

    private static boolean identity(String encoding) {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    private void readHeader(Open of, long bodyAt, long bodyLineFeeds) {
        of.inHeader = false;
        of.bodyAt = bodyAt;
        of.bodyLineFeeds = bodyLineFeeds;
        var reader = new PartFields(header, headerLength, of.message, limits);
        of.type = reader.type().orElse(of.unlessSaid);
        of.fields = reader.fields();
        of.kind = kind(of);
        of.envelope = reader.envelope();
        watch.headerEnded(reader, of.kind, of.type, of.fields, bodyAt);
        retained += of.envelope == null ? 0 : of.envelope.length();
        retained += of.type.length() + of.fields.length();
        steps += headerLength;
        headerLength = 0;
    }

    private Part finish() {
        if (lineBegun) {
            isDelimiter(lineFeeds);
        }
        boolean unended = lineBegun && position > lineStart;
        while (!open.isEmpty()) {
            var top = open.getLast();
            if (top.inHeader) {
                breakHeader(top, position, lineFeeds);
            }
            long lines = lineFeeds - top.bodyLineFeeds;
            boolean more = unended && position > top.bodyAt;
            pop(position, more ? lines + 1 : lines);
        }
        if (whole == null) {
            throw new IllegalStateException("no entity was open");
        }
        return whole;
    }
}
