package org.mailgauge.smtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Takes the transparency off what follows DATA (RFC 5321 section 4.5.2) and finds its end, in
 * pieces of any size. Used by one thread, for one content.
 *
 * <p>Only CRLF ends a line and only CRLF.CRLF the content. A CR or LF that is not part of a CRLF is
 * noted ({@link #bare}); it is passed on as a CRLF when {@code normalize} is set, else as it is.
 */
public final class ContentDecoder {
    /*
     * Problem: everything that is not exactly CRLF.CRLF must stay inside the content (message
     * smuggling), wherever the pieces are cut, at memory speed.
     * States: what the octets before the current one were. LINE_START is only entered by a real CRLF
     * (or the beginning), so a dot after a bare LF is an ordinary octet.
     * Invariant: at the top of the loop in[span, at) is decoded and not yet handed on; in DOT and
     * DOT_CR it is empty, the dot (and the CR) being withheld.
     */
    private enum Place {
        LINE_START,
        DOT,
        DOT_CR,
        LINE,
        CR,
        END
    }

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long UP_TO_CR = 0x0E0E_0E0E_0E0E_0E0EL;
    private static final byte[] CRLF = {'\r', '\n'};

    private final boolean normalize;
    private Place place = Place.LINE_START;
    private boolean bare;

    public ContentDecoder(boolean normalize) {
        this.normalize = normalize;
    }

    /** Takes decoded content, in order. It must not keep the array. */
    public interface Sink {
        void piece(byte[] from, int offset, int length);
    }

    /** Whether the end has been seen. */
    public boolean ended() {
        return place == Place.END;
    }

    /** Whether a CR or LF that is not part of a CRLF has been seen. */
    public boolean bare() {
        return bare;
    }

    /**
     * Decodes some octets.
     *
     * @return index after the last octet used: {@code to}, or less when the content ended before
     */
    public int decode(byte[] in, int from, int to, Sink sink) {
        int at = from;
        int span = from;
        while (at < to && place != Place.END) {
            switch (place) {
                case LINE -> {
                    at = nextLineEnd(in, at, to);
                    // Lines that end as they must, and no dot begins the next one.
                    while (at + 2 < to
                            && in[at] == '\r'
                            && in[at + 1] == '\n'
                            && in[at + 2] != '.') {
                        at = nextLineEnd(in, at + 2, to);
                    }
                    if (at < to) {
                        if (in[at] == '\r') {
                            place = Place.CR;
                        } else {
                            bare = true;
                            span = complete(in, span, at, CRLF, 0, sink);
                        }
                        at++;
                    }
                }
                case CR -> {
                    if (in[at] == '\n') {
                        at++;
                        place = Place.LINE_START;
                    } else {
                        bare = true;
                        span = complete(in, span, at, CRLF, 1, sink);
                        place = Place.LINE;
                    }
                }
                case LINE_START -> {
                    if (in[at] == '.') {
                        pass(in, span, at, sink);
                        span = ++at;
                        place = Place.DOT;
                    } else {
                        place = Place.LINE;
                    }
                }
                case DOT -> {
                    if (in[at] == '\r') {
                        span = ++at;
                        place = Place.DOT_CR;
                    } else {
                        place = Place.LINE;
                    }
                }
                case DOT_CR -> {
                    if (in[at] == '\n') {
                        span = ++at;
                        place = Place.END;
                    } else {
                        bare = true;
                        sink.piece(CRLF, 0, normalize ? 2 : 1);
                        place = Place.LINE;
                    }
                }
                case END -> throw new IllegalStateException("past the end");
            }
        }
        pass(in, span, at, sink);
        return at;
    }

    /**
     * Ends a line at a bare CR (already in the span) or LF (not in it); returns where the next span
     * starts.
     */
    private int complete(byte[] in, int span, int at, byte[] ending, int offset, Sink sink) {
        if (!normalize) {
            return span;
        }
        pass(in, span, at, sink);
        sink.piece(ending, offset, 2 - offset);
        return offset == 0 ? at + 1 : at;
    }

    private static void pass(byte[] in, int span, int at, Sink sink) {
        if (at > span) {
            sink.piece(in, span, at - span);
        }
    }

    /** Index of the next CR or LF, or {@code to}; sixteen octets at a time. */
    private static int nextLineEnd(byte[] in, int from, int to) {
        int at = from;
        while (at <= to - 2 * Long.BYTES) {
            long low = control((long) LONGS.get(in, at));
            long high = control((long) LONGS.get(in, at + Long.BYTES));
            if ((low | high) == 0) {
                at += 2 * Long.BYTES;
                continue;
            }
            at +=
                    low != 0
                            ? Long.numberOfTrailingZeros(low) >>> 3
                            : Long.BYTES + (Long.numberOfTrailingZeros(high) >>> 3);
            if (in[at] == '\r' || in[at] == '\n') {
                return at;
            }
            at++;
        }
        while (at < to && in[at] != '\r' && in[at] != '\n') {
            at++;
        }
        return at;
    }

    /**
     * Octets up to CR, such as LF and TAB, as their high bits. The lowest bit set is exact; false
     * ones can only stand above it.
     */
    private static long control(long eight) {
        return (eight - UP_TO_CR) & ~eight & HIGHS;
    }
}
