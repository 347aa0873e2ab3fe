package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.util.ArrayList;
import java.util.List;

/** A peer's reply, as Postfix writes it on one line: its lines with spaces between. */
final class Replies {
    private static final int CODE = 3;

    private Replies() {}

    /** The reply with which the whole text is filled; null when it does not begin with a code. */
    static @Nullable SmtpReply parse(String text) {
        int code = code(text);
        if (code < 0) {
            return null;
        }
        var lines = lines(text);
        var status = status(lines.getFirst(), code / 100);
        return new SmtpReply(code, status, status == null ? lines : without(lines, status));
    }

    private static int code(String text) {
        if (text.length() < CODE || (text.length() > CODE && " -".indexOf(text.charAt(CODE)) < 0)) {
            return -1;
        }
        int code = number(text.substring(0, CODE));
        return code >= 200 && code <= 599 ? code : -1;
    }

    /** Texts of the lines: each but the last begins with the code and a dash. */
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        var dash = " " + text.substring(0, CODE) + "-";
        var space = " " + text.substring(0, CODE) + " ";
        int from = 0;
        int last = text.indexOf(space, CODE);
        while (text.startsWith("-", from + CODE)) {
            int more = text.indexOf(dash, from + CODE);
            int next = more < 0 || (last >= 0 && last < more) ? last : more;
            if (next < 0) {
                break;
            }
            lines.add(text.substring(Math.min(from + CODE + 1, next), next));
            from = next + 1;
            last = next == last ? -1 : last;
        }
        lines.add(text.substring(Math.min(from + CODE + 1, text.length())));
        return lines;
    }

    /** The enhanced code that begins a text (RFC 2034), if its class is the reply's. */
    private static @Nullable EnhancedStatus status(String text, int level) {
        int space = text.indexOf(' ');
        var word = space < 0 ? text : text.substring(0, space);
        int first = word.indexOf('.');
        int second = word.indexOf('.', first + 1);
        if (first != 1 || second < 0 || level == 3 || word.charAt(0) - '0' != level) {
            return null;
        }
        int subject = number(word.substring(first + 1, second));
        int detail = number(word.substring(second + 1));
        return subject < 0 || detail < 0 ? null : new EnhancedStatus(level, subject, detail);
    }

    /** The number of one to three digits, or -1. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 3) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + digit - '0';
        }
        return value;
    }

    /** The lines without the enhanced code, which is repeated on each. */
    private static List<String> without(List<String> lines, EnhancedStatus first) {
        var plain = new ArrayList<String>(lines.size());
        for (var line : lines) {
            boolean repeated = first.equals(status(line, first.level()));
            int space = line.indexOf(' ');
            plain.add(!repeated ? line : space < 0 ? "" : line.substring(space + 1));
        }
        return plain;
    }
}
