package org.mailgauge.smtp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A reply (RFC 5321 section 4.2), ours or a peer's.
 *
 * @param code 200 to 599
 * @param status the enhanced status code, or null when the reply carries none
 * @param lines at least one line of text, without code, enhanced code, CR or LF
 */
public record SmtpReply(int code, @Nullable EnhancedStatus status, List<String> lines) {
    public SmtpReply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("reply code " + code);
        }
        lines = lines.isEmpty() ? List.of("") : List.copyOf(lines);
    }

    /** A one-line reply with an enhanced code whose level matches the code's first digit. */
    public static SmtpReply of(int code, int subject, int detail, String text) {
        return new SmtpReply(code, new EnhancedStatus(code / 100, subject, detail), List.of(text));
    }

    /** A one-line reply without an enhanced code. */
    public static SmtpReply plain(int code, String text) {
        return new SmtpReply(code, null, List.of(text));
    }

    /** With one more line. */
    SmtpReply with(String line) {
        var more = new ArrayList<>(lines);
        more.add(line);
        return new SmtpReply(code, status, more);
    }

    public boolean positive() {
        return code < 400;
    }

    public boolean transientFailure() {
        return code >= 400 && code < 500;
    }

    public boolean permanentFailure() {
        return code >= 500;
    }

    /** The enhanced code, or {@code x.0.0} of the reply's class when it carries none. */
    public EnhancedStatus statusOrDefault() {
        return status != null ? status : new EnhancedStatus(code < 400 ? 2 : code / 100, 0, 0);
    }

    /** Code, enhanced code and the text on one line, for reports and logs. */
    @Override
    public String toString() {
        return code + " " + (status == null ? "" : status + " ") + String.join(" ", lines);
    }
}
