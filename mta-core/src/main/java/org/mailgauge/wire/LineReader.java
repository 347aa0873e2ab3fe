package org.mailgauge.wire;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Time;
import org.mailgauge.smtp.ContentDecoder;
import org.mailgauge.smtp.SmtpCommandParser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What a client sends, as lines and as content. Only CRLF ends a line. Holds 1 KiB, next to nothing
 * in {@link #nextAfterSilence}, and a borrowed buffer while content comes. Used by one thread.
 */
final class LineReader {
    private static final int SMALL = SmtpCommandParser.MAIL_LINE_OCTETS + 1;
    private static final int LONGEST = SmtpCommandParser.MAIL_LINE_OCTETS;

    /** So long a last reply may take to be read by a client that is still sending. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** And so many octets it may send meanwhile. */
    private static final int LINGERED = 1 << 20;

    /** Octets that are held while next to nothing is expected. */
    private static final int FEW = 16;

    /** Of a line that is too long, so much is read for its end. */
    private static final int DRAIN = 64 << 10;

    /** Of a line that is too long, so much is told. */
    private static final int START = 64;

    /*
     * buffer[start, end) has come and is unread; buffer[start, scanned) holds no line end. buffer is
     * small except while content comes, or as long as what came behind a content does not fit there.
     * small has its full size but while nextAfterSilence waits, which is by few calls deep: how deep
     * a thread waits is how much of its stack is kept.
     */
    private final Net.Connection connection;
    private final Time time;
    private final BufferPool pool;
    private byte[] small = new byte[SMALL];
    private byte[] buffer = small;
    private boolean borrowed;
    private int start;
    private int end;
    private int scanned;

    LineReader(Net.Connection connection, Time time, BufferPool pool) {
        this.connection = connection;
        this.time = time;
        this.pool = pool;
    }

    /** What {@link #next} found. */
    sealed interface Line {
        /** A line without its CRLF, decoded as ISO 8859-1. */
        record Text(String text) implements Line {}

        /**
         * It is too long.
         *
         * @param start its first octets, at most 64
         * @param ended whether its end has come; if not, what comes next is still of it, and must
         *     not be taken for a line
         */
        record TooLong(String start, boolean ended) implements Line {
            private static TooLong of(String start, boolean ended) {
                return new TooLong(start.substring(0, Math.min(start.length(), START)), ended);
            }

            /** Never shows it: it may hold a password. */
            @Override
            public String toString() {
                return "TooLong[]";
            }
        }

        /** The client sends no more. */
        record End() implements Line {}
    }

    /** The next line when it has come already, or null. */
    Line.@Nullable Text buffered() {
        for (int i = Math.max(scanned, start + 1); i < end; i++) {
            if (buffer[i] == '\n' && buffer[i - 1] == '\r') {
                var text = new String(buffer, start, i - 1 - start, StandardCharsets.ISO_8859_1);
                consumeTo(i + 1);
                return new Line.Text(text);
            }
        }
        scanned = end;
        return null;
    }

    /**
     * Waits for the next line.
     *
     * @param deadline for the whole line, on the ticker
     * @throws NetTimeoutException when it did not come in time
     */
    Line next(long deadline) throws IOException {
        return next(deadline, LONGEST);
    }

    /**
     * As {@link #next(long)} for a line of at most so many octets, when there is a buffer for it.
     */
    Line nextLong(long deadline, int longest) throws IOException {
        enlarge();
        return next(deadline, Math.min(longest, buffer.length));
    }

    /**
     * As {@link #next(long)} for a line of at most so many octets; waits with the small buffer, and
     * takes a large one when the line turns out not to fit. Does not wait for the end of a line
     * that is too long.
     *
     * @param owned whether the large buffer may be one of its own when none can be borrowed
     */
    Line nextGrowing(long deadline, int longest, boolean owned) throws IOException {
        for (var line = buffered(); ; line = buffered()) {
            if (line != null) {
                return line.text().length() > longest - 2
                        ? Line.TooLong.of(line.text(), true)
                        : line;
            }
            if (end - start == buffer.length) {
                grow(owned ? longest : 0);
            }
            if (end - start >= Math.min(longest, buffer.length)) {
                return Line.TooLong.of(begun(), false);
            }
            if (!fill(deadline)) {
                return new Line.End();
            }
        }
    }

    /**
     * As {@link #nextGrowing}, of a client that says little and seldom: holds no buffer to speak of
     * until something comes.
     */
    Line nextAfterSilence(long deadline, int longest, boolean owned) throws IOException {
        if (end == start && buffer.length == small.length) {
            useSmall(new byte[FEW]);
            int count;
            try {
                count = read(small, 0, FEW, deadline);
            } finally {
                useSmall(Arrays.copyOf(small, SMALL));
            }
            if (count < 0) {
                return new Line.End();
            }
            end = count;
        }
        return nextGrowing(deadline, longest, owned);
    }

    /**
     * Waits for octets that belong to no line.
     *
     * @return the octets read, or -1 when the client sends no more
     */
    int octets(byte[] into, int offset, int length, long deadline) throws IOException {
        int ready = Math.min(length, end - start);
        if (ready == 0) {
            return read(into, offset, length, deadline);
        }
        System.arraycopy(buffer, start, into, offset, ready);
        consumeTo(start + ready);
        return ready;
    }

    private Line next(long deadline, int longest) throws IOException {
        for (var line = buffered(); ; line = buffered()) {
            if (line != null) {
                return line.text().length() > longest - 2
                        ? Line.TooLong.of(line.text(), true)
                        : line;
            }
            if (end - start >= longest) {
                return drain(deadline);
            }
            if (!fill(deadline)) {
                return new Line.End();
            }
        }
    }

    /** Whether more has come than was read. */
    boolean waiting() throws IOException {
        return end > start || connection.readable();
    }

    /** Borrows a large buffer for content, when there is one. */
    void enlarge() {
        var large = borrowed ? null : pool.borrow();
        if (large != null) {
            System.arraycopy(buffer, start, large, 0, end - start);
            end -= start;
            start = 0;
            scanned = 0;
            buffer = large;
            borrowed = true;
        }
    }

    /** Makes room for more, in a buffer of our own of at most so many octets if need be. */
    private void grow(int most) {
        enlarge();
        if (!borrowed && end - start == buffer.length && buffer.length < most) {
            buffer = Arrays.copyOfRange(buffer, start, start + Math.min(2 * buffer.length, most));
            end -= start;
            scanned -= start;
            start = 0;
        }
    }

    /** What has come of a line. */
    private String begun() {
        return new String(buffer, start, Math.min(end - start, START), StandardCharsets.ISO_8859_1);
    }

    /** Gives the large buffer up as soon as what is in it fits into the small one. */
    void shrink() {
        if (buffer.length > small.length && end - start <= small.length) {
            var large = buffer;
            System.arraycopy(large, start, small, 0, end - start);
            end -= start;
            start = 0;
            scanned = 0;
            buffer = small;
            if (borrowed) {
                borrowed = false;
                pool.giveBack(large);
            }
        }
    }

    /** Decodes what has come, at least something when {@link #waiting}. */
    void decode(ContentDecoder decoder, ContentDecoder.Sink sink) {
        start = decoder.decode(buffer, start, end, sink);
        if (start == end) {
            start = 0;
            end = 0;
        }
        scanned = start;
    }

    /** Octets that have come and are unread. */
    int available() {
        return end - start;
    }

    /** Takes out what has come and is unread. */
    byte[] rest() {
        var rest = Arrays.copyOfRange(buffer, start, end);
        consumeTo(end);
        return rest;
    }

    /**
     * Waits for more.
     *
     * @return false when the client sends no more
     */
    boolean fill(long deadline) throws IOException {
        if (end == buffer.length) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            scanned -= start;
            end -= start;
            start = 0;
        }
        int count = read(buffer, end, buffer.length - end, deadline);
        end += Math.max(count, 0);
        return count >= 0;
    }

    /** Goes on with this small buffer, when nothing is in hand. */
    private void useSmall(byte[] octets) {
        small = octets;
        buffer = octets;
        start = 0;
        end = 0;
        scanned = 0;
    }

    /** Ends our output, and lets a client that still sends read it before it is reset. */
    void linger() throws IOException {
        if (!waiting()) {
            return;
        }
        connection.endOutput();
        long deadline = time.ticks() + LINGER.toNanos();
        int dropped = 0;
        do {
            dropped += end - start;
            consumeTo(end);
        } while (dropped < LINGERED && fill(deadline));
    }

    /** Gives up what is held. */
    void close() {
        start = end;
        shrink();
    }

    private Line drain(long deadline) throws IOException {
        var begun = begun();
        int dropped = 0;
        byte last = 0;
        while (dropped < DRAIN) {
            for (int i = start; i < end; i++) {
                if (buffer[i] == '\n' && last == '\r') {
                    consumeTo(i + 1);
                    return Line.TooLong.of(begun, true);
                }
                last = buffer[i];
            }
            dropped += end - start;
            consumeTo(end);
            if (!fill(deadline)) {
                return new Line.End();
            }
        }
        return Line.TooLong.of(begun, false);
    }

    private int read(byte[] into, int offset, int length, long deadline) throws IOException {
        long left = deadline - time.ticks();
        if (left <= 0) {
            throw new NetTimeoutException("too slow");
        }
        return connection.read(into, offset, length, Duration.ofNanos(left));
    }

    private void consumeTo(int index) {
        start = index;
        scanned = start;
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
            shrink();
        }
    }
}
