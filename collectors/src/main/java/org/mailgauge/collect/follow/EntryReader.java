package org.mailgauge.collect.follow;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Reads one entry of a journal as {@code journalctl -o json} writes it: an object on a line, whose
 * values are texts, null (too long to be told), arrays of numbers (octets that are no text), or
 * arrays of these when a field was given more than once, of which the first counts. Strict; never
 * throws for any input. Keeps at most {@link Line#MOST} octets of a value.
 */
final class EntryReader {
    private static final int DEEPEST = 3;
    private static final int LONGEST_NUMBER = 18;

    private byte[] in = new byte[0];
    private int at;
    private int end;

    /** The value that is being read. */
    private byte[] value = new byte[Line.MOST];

    private int length;
    private boolean cut;

    private byte[] message = new byte[Line.MOST];
    private int messageLength;
    private boolean messageCut;
    private boolean hasMessage;

    private String cursor = "";
    private String identifier = "";
    private String host = "";
    private @Nullable String syslogPid;
    private @Nullable String pid;
    private @Nullable String time;

    /** Whether it is an entry. If so, the other methods tell of it until the next call. */
    boolean read(byte[] octets, int from, int to) {
        in = octets;
        at = from;
        end = to;
        cursor = "";
        identifier = "";
        host = "";
        syslogPid = null;
        pid = null;
        time = null;
        hasMessage = false;
        return object() && at == end && !cursor.isEmpty();
    }

    String cursor() {
        return cursor;
    }

    String identifier() {
        return identifier;
    }

    boolean hasMessage() {
        return hasMessage;
    }

    byte[] message() {
        return message;
    }

    int messageLength() {
        return messageLength;
    }

    boolean isMessageCut() {
        return messageCut;
    }

    String messageText() {
        return new String(message, 0, messageLength, StandardCharsets.UTF_8);
    }

    Line.Entry entry() {
        long micros = number(time);
        var when = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
        var process = syslogPid == null ? pid : syslogPid;
        long number = process == null ? -1 : number(process);
        boolean known = number > 0 && number <= Integer.MAX_VALUE;
        return new Line.Entry(when, identifier, known ? (Integer) (int) number : null, host);
    }

    /** -1 for anything else than digits. */
    private static long number(@Nullable String text) {
        boolean digits =
                text != null
                        && !text.isEmpty()
                        && text.length() <= LONGEST_NUMBER
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }

    private boolean object() {
        if (!take('{')) {
            return false;
        }
        if (take('}')) {
            return true;
        }
        do {
            if (!take('"') || !text()) {
                return false;
            }
            var key = string();
            if (!take(':') || !value(key)) {
                return false;
            }
        } while (take(','));
        return take('}') && number(time) >= 0;
    }

    private boolean take(int octet) {
        if (at < end && in[at] == octet) {
            at++;
            return true;
        }
        return false;
    }

    private String string() {
        return new String(value, 0, length, StandardCharsets.UTF_8);
    }

    private boolean value(String key) {
        length = 0;
        cut = false;
        int read = any(0);
        if (read == TOLD) {
            store(key);
        }
        return read != WRONG;
    }

    private static final int WRONG = 0;
    private static final int TOLD = 1;
    private static final int NULL = 2;

    private int any(int depth) {
        if (take('"')) {
            return text() ? TOLD : WRONG;
        }
        if (take('[')) {
            return depth < DEEPEST ? array(depth) : WRONG;
        }
        if (at + 4 <= end
                && in[at] == 'n'
                && in[at + 1] == 'u'
                && in[at + 2] == 'l'
                && in[at + 3] == 'l') {
            at += 4;
            return NULL;
        }
        return WRONG;
    }

    private int array(int depth) {
        if (take(']')) {
            return TOLD;
        }
        if (at < end && in[at] >= '0' && in[at] <= '9') {
            return octets() ? TOLD : WRONG;
        }
        int first = any(depth + 1);
        if (first == WRONG) {
            return WRONG;
        }
        var kept = java.util.Arrays.copyOf(value, length);
        boolean keptCut = cut;
        while (take(',')) {
            if (any(depth + 1) == WRONG) {
                return WRONG;
            }
        }
        System.arraycopy(kept, 0, value, 0, kept.length);
        length = kept.length;
        cut = keptCut;
        return take(']') ? first : WRONG;
    }

    private boolean octets() {
        length = 0;
        cut = false;
        do {
            int octet = 0;
            int from = at;
            while (at < end && in[at] >= '0' && in[at] <= '9' && at - from < 3) {
                octet = 10 * octet + in[at++] - '0';
            }
            if (at == from || octet > 255) {
                return false;
            }
            add(octet);
        } while (take(','));
        return take(']');
    }

    private void add(int octet) {
        if (length < value.length) {
            value[length++] = (byte) octet;
        } else {
            cut = true;
        }
    }

    /** The rest of a text after its quotation mark. */
    private boolean text() {
        length = 0;
        cut = false;
        while (at < end) {
            int octet = in[at++];
            if (octet == '"') {
                return true;
            }
            if (octet >= 0 && octet < ' ') {
                return false;
            }
            if (octet != '\\') {
                add(octet);
            } else if (!escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == end) {
            return false;
        }
        int octet = in[at++];
        switch (octet) {
            case '"', '\\', '/' -> add(octet);
            case 'b' -> add('\b');
            case 'f' -> add('\f');
            case 'n' -> add('\n');
            case 'r' -> add('\r');
            case 't' -> add('\t');
            case 'u' -> {
                return unicode();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean unicode() {
        int unit = hex();
        if (unit < 0) {
            return false;
        }
        int point = unit;
        if (Character.isHighSurrogate((char) unit)
                && at + 6 <= end
                && in[at] == '\\'
                && in[at + 1] == 'u') {
            at += 2;
            int low = hex();
            if (low < 0 || !Character.isLowSurrogate((char) low)) {
                return false;
            }
            point = Character.toCodePoint((char) unit, (char) low);
        }
        for (byte one : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
            add(one);
        }
        return true;
    }

    private int hex() {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < end ? Character.digit(in[at++] & 0xFF, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }

    private void store(String key) {
        switch (key) {
            case "MESSAGE" -> {
                var other = message;
                message = value;
                value = other;
                messageLength = length;
                messageCut = cut;
                hasMessage = true;
            }
            case "__CURSOR" -> cursor = string();
            case "__REALTIME_TIMESTAMP" -> time = string();
            case "SYSLOG_IDENTIFIER" -> identifier = string();
            case "SYSLOG_PID" -> syslogPid = string();
            case "_PID" -> pid = string();
            case "_HOSTNAME" -> host = string();
            default -> {
                // not asked for
            }
        }
    }
}
