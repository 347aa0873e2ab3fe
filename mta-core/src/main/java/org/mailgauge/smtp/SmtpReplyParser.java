package org.mailgauge.smtp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a server's replies (RFC 5321 section 4.2) from a stream of octets. Incremental and total:
 * however the octets are cut, the same replies come out, and none makes it throw. A line may end
 * with LF alone. Used by one thread.
 */
public final class SmtpReplyParser {
    /** Octets of one line, more than RFC 5321's 512 as many servers exceed it. */
    static final int LONGEST_LINE = 2048;

    /** Lines of one reply. */
    static final int MOST_LINES = 128;

    private static final int CODE_LENGTH = 3;
    private static final Result NEED_MORE = new Result.NeedMore();

    private final byte[] line = new byte[LONGEST_LINE];
    private final List<String> texts = new ArrayList<>();
    private int length;
    private int code;

    /** What feeding gave. */
    public sealed interface Result {
        /** A whole reply. */
        record Complete(SmtpReply reply) implements Result {}

        /** All octets were taken and the reply goes on. */
        record NeedMore() implements Result {}

        /** This is no reply; what follows cannot be trusted either. */
        record Malformed(String why) implements Result {}
    }

    /**
     * What one call took and gave.
     *
     * @param consumed octets that belong to the result; the rest is for the next call
     */
    public record Fed(int consumed, Result result) {}

    /** Takes octets up to the end of one reply. */
    public Fed feed(byte[] from, int offset, int count) {
        for (int i = 0; i < count; i++) {
            byte octet = from[offset + i];
            if (octet != '\n') {
                if (length == line.length) {
                    return new Fed(i + 1, malformed("line too long"));
                }
                line[length++] = octet;
                continue;
            }
            var result = endOfLine();
            if (!(result instanceof Result.NeedMore)) {
                return new Fed(i + 1, result);
            }
        }
        return new Fed(count, NEED_MORE);
    }

    private Result endOfLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        length = 0;
        int found = codeOf(end);
        boolean last = end == CODE_LENGTH || (end > CODE_LENGTH && line[CODE_LENGTH] == ' ');
        if (found < 0 || (!last && line[CODE_LENGTH] != '-')) {
            return malformed("no reply code");
        }
        if (!texts.isEmpty() && found != code) {
            return malformed("codes " + code + " and " + found + " in one reply");
        }
        if (texts.size() == MOST_LINES) {
            return malformed("too many lines");
        }
        code = found;
        texts.add(end <= CODE_LENGTH ? "" : text(CODE_LENGTH + 1, end));
        return last ? complete() : NEED_MORE;
    }

    /** The code of 200 to 599 with which the line begins, or -1. */
    private int codeOf(int end) {
        if (end < CODE_LENGTH) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < CODE_LENGTH; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value >= 200 && value <= 599 ? value : -1;
    }

    /** The text of a line; control characters are shown as question marks. */
    private String text(int from, int end) {
        for (int i = from; i < end; i++) {
            if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == 0x7F) {
                line[i] = '?';
            }
        }
        return new String(line, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private Result complete() {
        var status = statusOf(texts.getFirst());
        var lines = status == null ? List.copyOf(texts) : without(status);
        var reply = new SmtpReply(code, status, lines);
        texts.clear();
        return new Result.Complete(reply);
    }

    /** The enhanced code that begins a text (RFC 2034), if its class is the reply's. */
    private @Nullable EnhancedStatus statusOf(String text) {
        int space = text.indexOf(' ');
        var parts = (space < 0 ? text : text.substring(0, space)).split("\\.", -1);
        if (parts.length != 3 || parts[0].length() != 1 || parts[0].charAt(0) - '0' != code / 100) {
            return null;
        }
        int subject = number(parts[1]);
        int detail = number(parts[2]);
        return subject < 0 || detail < 0 || code / 100 == 3
                ? null
                : new EnhancedStatus(code / 100, subject, detail);
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The texts without the enhanced code, which is repeated on every line. */
    private List<String> without(EnhancedStatus first) {
        var lines = new ArrayList<String>(texts.size());
        for (var text : texts) {
            boolean repeated = first.equals(statusOf(text));
            int space = text.indexOf(' ');
            lines.add(!repeated ? text : space < 0 ? "" : text.substring(space + 1));
        }
        return lines;
    }

    private Result malformed(String why) {
        length = 0;
        texts.clear();
        return new Result.Malformed(why);
    }
}
