package org.mailgauge.search;

import org.mailgauge.mime.Charsets;
import org.mailgauge.mime.Part;
import org.mailgauge.mime.TransferDecoder;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes text of a body that comes in pieces, and looks for texts in it: transfer encoding and
 * charset are undone, markup is text. What is ASCII is looked at as it came. Used by one thread.
 */
final class BodyText {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private static final int CHARS = 4_096;

    /** Octets of one character that are not decoded yet. */
    private static final int MOST_PENDING = 16;

    /** What octets below 128 are in a charset. */
    private enum Ascii {
        /** Parts of other characters, too. */
        MAYBE,
        /** ASCII, where there are no others. */
        ALONE,
        /** ASCII always. */
        ALWAYS
    }

    private final Map<Charset, Ascii> known = new HashMap<>();
    private final CharBuffer chars = CharBuffer.allocate(CHARS);
    private final Casemap.Octets folded = new Casemap.Octets(CHARS);
    private byte[] transferred = new byte[0];
    private byte[] joined = new byte[0];
    private final byte[] pending = new byte[MOST_PENDING];
    private int pendingCount;
    private TransferDecoder transfer = new TransferDecoder.Identity();
    private Charset charset = StandardCharsets.US_ASCII;
    private CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private Ascii ascii = Ascii.ALWAYS;
    private List<? extends TextStream> streams = List.of();

    /**
     * A body begins.
     *
     * @param looking what is looked for
     */
    void begin(Part leaf, List<? extends TextStream> looking) {
        streams = looking;
        streams.forEach(TextStream::begin);
        transfer =
                TransferDecoder.of(leaf.fields().encoding())
                        .orElseGet(TransferDecoder.Identity::new);
        charset =
                leaf.type()
                        .parameter("charset")
                        .flatMap(Charsets::find)
                        .orElse(StandardCharsets.US_ASCII);
        ascii = known.computeIfAbsent(charset, BodyText::ascii);
        decoder =
                isGuessed()
                        ? StandardCharsets.UTF_8.newDecoder()
                        : charset.newDecoder()
                                .onMalformedInput(CodingErrorAction.REPLACE)
                                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        pendingCount = 0;
    }

    /** Whether octets above 127 are none of the charset: then they mostly are UTF-8. */
    private boolean isGuessed() {
        return charset.equals(StandardCharsets.US_ASCII);
    }

    private static Ascii ascii(Charset charset) {
        var name = charset.name();
        if (name.contains("2022") || name.startsWith("x-JIS") || name.startsWith("UTF-16")) {
            return Ascii.MAYBE;
        }
        for (byte octet = 0; octet >= 0 && octet < 127; octet++) {
            var one = new String(new byte[] {octet}, charset);
            if (one.length() != 1 || one.charAt(0) != octet) {
                return Ascii.MAYBE;
            }
        }
        boolean always =
                charset.equals(StandardCharsets.UTF_8)
                        || (charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1);
        return always ? Ascii.ALWAYS : Ascii.ALONE;
    }

    /** Takes a piece. */
    void feed(byte[] octets, int from, int count) {
        if (transfer instanceof TransferDecoder.Identity) {
            decode(octets, from, from + count);
            return;
        }
        room(transfer.room(count));
        decode(transferred, 0, transfer.decode(octets, from, count, transferred, 0));
    }

    private void room(int room) {
        if (transferred.length < room) {
            transferred = new byte[room];
        }
    }

    /** The body has ended. */
    void end() {
        room(transfer.room(0));
        decode(transferred, 0, transfer.end(transferred, 0));
        if (pendingCount > 0) {
            folded.clear();
            decode(ByteBuffer.wrap(pending, 0, pendingCount), true);
            look(folded.octets(), 0, folded.length());
            pendingCount = 0;
        }
    }

    private void decode(byte[] octets, int from, int to) {
        if (from == to) {
            return;
        }
        if (pendingCount == 0 && ascii != Ascii.MAYBE && Needle.isAscii(octets, from, to)) {
            look(octets, from, to);
            return;
        }
        folded.clear();
        var source = octets;
        var in = ByteBuffer.wrap(source, from, to - from);
        if (pendingCount > 0) {
            int count = pendingCount + to - from;
            if (joined.length < count) {
                joined = new byte[count];
            }
            System.arraycopy(pending, 0, joined, 0, pendingCount);
            System.arraycopy(octets, from, joined, pendingCount, to - from);
            source = joined;
            in = ByteBuffer.wrap(source, 0, count);
        }
        if (ascii == Ascii.ALWAYS) {
            decodeHigh(source, in);
        } else {
            decode(in, false);
        }
        pendingCount = Math.min(in.remaining(), MOST_PENDING);
        in.get(pending, 0, pendingCount);
        look(folded.octets(), 0, folded.length());
    }

    /**
     * Decodes runs of octets above 127 only; the others are taken as they are.
     *
     * @param octets that the buffer wraps
     */
    private void decodeHigh(byte[] octets, ByteBuffer in) {
        int end = in.limit();
        while (in.hasRemaining()) {
            int at = in.position();
            int high = Needle.nextHigh(octets, at, end);
            folded.put(octets, at, high - at);
            int after = high;
            while (after < end && octets[after] < 0) {
                after++;
            }
            in.limit(after).position(high);
            if (high < after) {
                decode(in, after < end);
                if (after == end) {
                    return;
                }
                decoder.reset();
            }
            in.limit(end);
        }
    }

    /** Decodes and folds. */
    private void decode(ByteBuffer in, boolean last) {
        boolean more = true;
        while (more) {
            chars.clear();
            more = decodeSome(in, last);
            chars.flip();
            Casemap.fold(chars, folded);
        }
    }

    /** Fills the characters. @return whether there is more of them */
    private boolean decodeSome(ByteBuffer in, boolean last) {
        while (true) {
            try {
                var result = decoder.decode(in, chars, last);
                if (result.isOverflow()) {
                    return true;
                }
                if (result.isUnderflow()) {
                    return false;
                }
            } catch (RuntimeException _) {
                // Some decoders of the JDK fail on what is malformed.
            }
            if (!in.hasRemaining()) {
                return false;
            }
            if (!chars.hasRemaining()) {
                return true;
            }
            byte odd = in.get();
            chars.put(new String(new byte[] {odd}, WINDOWS).charAt(0));
            decoder.reset();
        }
    }

    private void look(byte[] octets, int from, int to) {
        for (var stream : streams) {
            stream.feed(octets, from, to);
        }
    }
}
