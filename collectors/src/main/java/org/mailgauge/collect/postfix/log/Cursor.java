package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A place in a line's octets, which moves on as they are read. Used by one thread. */
final class Cursor {
    private static final int NANO_DIGITS = 9;

    private final Words words = new Words();
    private byte[] line = new byte[0];
    private int at;
    private int end;

    void over(byte[] octets, int from, int to) {
        line = octets;
        at = from;
        end = to;
    }

    int at() {
        return at;
    }

    int end() {
        return end;
    }

    boolean atEnd() {
        return at >= end;
    }

    void to(int index) {
        at = index;
    }

    /** Cuts off what follows. */
    void endAt(int index) {
        end = index;
    }

    byte octet(int index) {
        return line[index];
    }

    /** The octet here; 0 at the end. */
    byte here() {
        return at < end ? line[at] : 0;
    }

    boolean is(String text) {
        return isAt(at, text);
    }

    boolean isAt(int from, String text) {
        int length = text.length();
        if (from < 0 || length > end - from) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (line[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Moves behind a text, if it is here. */
    boolean skip(String text) {
        boolean found = is(text);
        if (found) {
            at += text.length();
        }
        return found;
    }

    /** Moves behind the next occurrence of a text; stays where it is when there is none. */
    boolean skipTo(String text) {
        int found = find(text);
        if (found >= 0) {
            at = found + text.length();
        }
        return found >= 0;
    }

    /** Where an octet is found next, or -1. */
    int find(char octet) {
        for (int i = at; i < end; i++) {
            if (line[i] == octet) {
                return i;
            }
        }
        return -1;
    }

    /** Where a text begins next, or -1. */
    int find(String text) {
        return find(text, at);
    }

    int find(String text, int from) {
        int last = end - text.length();
        char first = text.charAt(0);
        for (int i = from; i <= last; i++) {
            if (line[i] == first && isAt(i, text)) {
                return i;
            }
        }
        return -1;
    }

    /** Where a text begins last, or -1. */
    int findLast(String text) {
        for (int i = end - text.length(); i >= at; i--) {
            if (isAt(i, text)) {
                return i;
            }
        }
        return -1;
    }

    /** Octets as text, read as UTF-8; what is none is shown as U+FFFD. */
    String text(int from, int to) {
        return from >= to ? "" : new String(line, from, to - from, StandardCharsets.UTF_8);
    }

    /** What is left, which is taken. */
    String rest() {
        var rest = text(at, end);
        at = end;
        return rest;
    }

    /** What comes up to a text, which is skipped, or up to the end. */
    String upTo(String text) {
        int found = find(text);
        var before = text(at, found < 0 ? end : found);
        at = found < 0 ? end : found + text.length();
        return before;
    }

    /** What comes up to one of two octets, or the end; they are not taken. For words seen often. */
    String word(char stop, char other) {
        int to = at;
        while (to < end && line[to] != stop && line[to] != other) {
            to++;
        }
        var word = words.of(line, at, to);
        at = to;
        return word;
    }

    /** Takes digits. @return null without any, or when they do not fit */
    @Nullable Long number() {
        int from = at;
        long value = 0;
        boolean fits = true;
        while (at < end && isDigit(line[at])) {
            int digit = line[at] - '0';
            fits &= value <= (Long.MAX_VALUE - digit) / 10;
            value = fits ? value * 10 + digit : 0;
            at++;
        }
        return at > from && fits ? value : null;
    }

    /** Takes digits that make a number up to a limit. @return null when they do not */
    @Nullable Integer number(int most) {
        var number = number();
        return number == null || number > most ? null : (Integer) number.intValue();
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Takes seconds with a fraction. @return null when there are none, or too many */
    @Nullable Duration seconds() {
        var whole = number();
        long nanos = at < end && line[at] == '.' ? fraction() : 0;
        return whole == null || whole > Integer.MAX_VALUE ? null : Duration.ofSeconds(whole, nanos);
    }

    /** Takes a point and digits. @return billionths; what is finer is left out */
    int fraction() {
        at++;
        int value = 0;
        int digits = 0;
        while (at < end && isDigit(line[at])) {
            if (digits < NANO_DIGITS) {
                value = value * 10 + line[at] - '0';
                digits++;
            }
            at++;
        }
        for (; digits < NANO_DIGITS; digits++) {
            value *= 10;
        }
        return value;
    }

    /** Takes an enhanced status code. @return null, and takes nothing, when there is none */
    @Nullable EnhancedStatus status() {
        int from = at;
        if (end - at >= 5 && line[at + 1] == '.' && isLevel(line[at])) {
            int level = line[at] - '0';
            at += 2;
            var subject = number(999);
            if (subject != null && skip(".")) {
                var detail = number(999);
                if (detail != null) {
                    return new EnhancedStatus(level, subject, detail);
                }
            }
        }
        at = from;
        return null;
    }

    private static boolean isLevel(byte octet) {
        return octet == '2' || octet == '4' || octet == '5';
    }

    /**
     * Takes {@code host[address]} with or without a port.
     *
     * @return null, and takes nothing, when there is none
     */
    @Nullable Peer peer() {
        int open = find('[');
        int close = open < 0 ? -1 : find("]", open);
        if (close < 0) {
            return null;
        }
        var host = known(at, open);
        var address = known(open + 1, close);
        at = close + 1;
        Integer port = null;
        if (end - at >= 2 && line[at] == ':' && isDigit(line[at + 1])) {
            at++;
            port = number(65_535);
        }
        return new Peer(host, address, port);
    }

    private @Nullable String known(int from, int to) {
        boolean unknown = from == to || (to - from == 7 && isAt(from, "unknown"));
        return unknown ? null : text(from, to);
    }

    /**
     * Takes what is in angle brackets; in a quoted local part they mean nothing.
     *
     * @return null, and takes nothing, when there are none
     */
    @Nullable String bracketed() {
        if (here() != '<') {
            return null;
        }
        int close = closing(at + 1);
        var text = text(at + 1, close);
        at = Math.min(close + 1, end);
        return text;
    }

    private int closing(int from) {
        int i = from < end && line[from] == '"' ? behindQuoted(from + 1) : from;
        while (i < end && !(line[i] == '>' && isBoundary(i + 1))) {
            i++;
        }
        return i;
    }

    /** Behind a quoted string, or where it should have begun when it does not end. */
    private int behindQuoted(int from) {
        for (int i = from; i < end; i++) {
            if (line[i] == '\\') {
                i++;
            } else if (line[i] == '"') {
                return i + 1;
            }
        }
        return from;
    }

    private boolean isBoundary(int index) {
        return index >= end || ",;: )".indexOf(line[index]) >= 0;
    }
}
