package org.mailgauge.agent.mailbox;

import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes an mbox file in the form "mboxrd": a line that begins with any number of {@code >} and
 * {@code From } gets one {@code >} more. The From line has the internal date in UTC; the first
 * fields of each message are {@code Status}, {@code X-Status} and {@code X-Keywords}, which are its
 * flags.
 */
final class MboxWriter implements Closeable {
    static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    private final BufferedOutputStream out;

    /** The stream becomes its own. */
    MboxWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 64 << 10);
    }

    void write(Flags flags, Instant internalDate, InputStream content) throws IOException {
        text("From MAILER-DAEMON " + DATE.format(internalDate) + "\n");
        text("Status: " + (flags.has(SystemFlag.SEEN) ? "RO" : "O") + "\n");
        text("X-Status: " + status(flags) + "\n");
        var keywords = flags.sorted().stream().map(Keyword::text).collect(Collectors.joining(" "));
        text("X-Keywords: " + keywords + "\n");
        var quoted = new Quoted();
        var lines = new UnixLines(quoted);
        content.transferTo(lines);
        lines.finish();
        text(quoted.atStart ? "\n" : "\n\n");
    }

    private static String status(Flags flags) {
        return (flags.has(SystemFlag.ANSWERED) ? "A" : "")
                + (flags.has(SystemFlag.DELETED) ? "D" : "")
                + (flags.has(SystemFlag.FLAGGED) ? "F" : "")
                + (flags.has(SystemFlag.DRAFT) ? "T" : "");
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Quotes; holds back the beginning of a line until it is clear what it is. */
    private final class Quoted extends OutputStream {
        private boolean atStart = true;
        private boolean undecided = true;
        private int marks;
        private int matched;

        @Override
        public void write(int octet) throws IOException {
            if (undecided && marksOrMatch(octet)) {
                return;
            }
            atStart = octet == '\n';
            undecided = atStart;
            out.write(octet);
        }

        /** Whether the octet is held back. */
        private boolean marksOrMatch(int octet) throws IOException {
            if (matched == 0 && octet == '>') {
                marks++;
                return true;
            }
            if (octet == FROM[matched]) {
                matched++;
                if (matched == FROM.length) {
                    marks++;
                    release();
                }
                return true;
            }
            release();
            return false;
        }

        private void release() throws IOException {
            for (; marks > 0; marks--) {
                out.write('>');
            }
            out.write(FROM, 0, matched);
            matched = 0;
            undecided = false;
            atStart = false;
        }

        @Override
        public void flush() throws IOException {
            if (undecided && marks + matched > 0) {
                release();
            }
        }
    }
}
