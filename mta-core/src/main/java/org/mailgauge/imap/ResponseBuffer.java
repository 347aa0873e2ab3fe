package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.EncodedWords;
import org.mailgauge.mime.FieldText;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Responses as octets, until they are sent. Grows as it must; whoever fills it empties it between
 * messages. Used by one thread.
 */
public final class ResponseBuffer {
    private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\x00-\\x7f]");
    private static final byte[] CRLF = {'\r', '\n'};

    /** Longer strings are literals, so that no line gets too long for a client. */
    private static final int LONGEST_QUOTED = 1000;

    /** Octets of an array, on any machine. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** Whether strings may be UTF-8 between quotes (RFC 9051, RFC 9755). */
    private boolean utf8;

    private byte[] octets;
    private int length;

    /**
     * @param octets where to begin; given up when it is too small
     */
    public ResponseBuffer(byte[] octets) {
        this.octets = octets;
    }

    /** Whether the client takes UTF-8 between quotes. */
    public void speakUtf8(boolean speaks) {
        utf8 = speaks;
    }

    /** What is in it: the first {@link #length} of these. */
    public byte[] octets() {
        return octets;
    }

    public int length() {
        return length;
    }

    /** Forgets what is in it. */
    public void clear() {
        length = 0;
    }

    /** Forgets what is in it behind that many octets. */
    public void cut(int octets) {
        length = octets;
    }

    /** Goes on with other octets, which hold what is in it already. */
    public void use(byte[] other) {
        octets = other;
    }

    private void room(int more) {
        long needed = (long) length + more;
        if (needed > MOST) {
            throw new IllegalStateException("a response of " + needed + " octets");
        }
        if (needed > octets.length) {
            long twice = Math.min(MOST, 2L * octets.length);
            octets = Arrays.copyOf(octets, (int) Math.max(needed, twice));
        }
    }

    public ResponseBuffer octet(char c) {
        room(1);
        octets[length++] = (byte) c;
        return this;
    }

    /** Text of one octet each character. */
    @SuppressWarnings("deprecation") // Each character is one octet: what getBytes of old does.
    public ResponseBuffer text(String text) {
        room(text.length());
        text.getBytes(0, text.length(), octets, length);
        length += text.length();
        return this;
    }

    public ResponseBuffer octets(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, octets, length, count);
        length += count;
        return this;
    }

    /** A number, not negative. */
    public ResponseBuffer number(long number) {
        room(20);
        int digits = digits(number);
        long rest = number;
        int at = length + digits;
        while (rest > Integer.MAX_VALUE) {
            octets[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        // Most fit here, where a division is a multiplication.
        int small = (int) rest;
        while (at > length) {
            int tens = small / 10;
            octets[--at] = (byte) ('0' + small - tens * 10);
            small = tens;
        }
        length += digits;
        return this;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long power = 10; digits < 19 && number >= power; power *= 10) {
            digits++;
        }
        return digits;
    }

    public ResponseBuffer line() {
        return octets(CRLF, 0, 2);
    }

    public ResponseBuffer nil() {
        return text("NIL");
    }

    /** A string, or NIL for null. */
    public ResponseBuffer nstring(@Nullable String text) {
        return text == null ? nil() : string(text);
    }

    /**
     * A string: between quotes where it may stand there, else as a literal of UTF-8. NUL, which
     * neither may have, becomes a blank.
     */
    public ResponseBuffer string(String unicode) {
        var text = unicode.indexOf(0) < 0 ? unicode : unicode.replace('\0', ' ');
        if (isAscii(text) && text.length() <= LONGEST_QUOTED) {
            return quoted(text);
        }
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        if (utf8 && encoded.length <= LONGEST_QUOTED && isOneLine(text)) {
            octet('"');
            for (byte octet : encoded) {
                escaped((char) (octet & 0xFF));
            }
            return octet('"');
        }
        return literal(encoded.length).octets(encoded, 0, encoded.length);
    }

    /**
     * A text of a header section, or NIL for null: beyond ASCII in encoded words (RFC 2047) for a
     * client that does not take UTF-8.
     */
    public ResponseBuffer words(@Nullable String text) {
        return text == null || speaksOf(text) ? nstring(text) : string(encoded(text));
    }

    private static String encoded(String text) {
        return FieldText.encode(EncodedWords.decode(text), 0).replace("\r\n", "");
    }

    /** A word of a header section; what the client does not take of it are question marks. */
    public ResponseBuffer token(String text) {
        return string(speaksOf(text) ? text : BEYOND_ASCII.matcher(text).replaceAll("?"));
    }

    /** Whether the client takes UTF-8 between quotes. */
    public boolean speaksUtf8() {
        return utf8;
    }

    /** Whether the client takes a text as it is. */
    public boolean speaksOf(String text) {
        if (utf8) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    /** The head of a literal; its octets must follow. */
    public ResponseBuffer literal(long count) {
        return octet('{').number(count).octet('}').line();
    }

    private ResponseBuffer quoted(String text) {
        octet('"');
        if (text.indexOf('"') < 0 && text.indexOf('\\') < 0) {
            text(text);
        } else {
            for (int i = 0; i < text.length(); i++) {
                escaped(text.charAt(i));
            }
        }
        return octet('"');
    }

    private void escaped(char c) {
        if (c == '"' || c == '\\') {
            octet('\\');
        }
        octet(c);
    }

    /** Whether it is ASCII without control characters. */
    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 127) {
                return false;
            }
        }
        return true;
    }
}
