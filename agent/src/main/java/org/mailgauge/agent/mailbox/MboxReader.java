package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.store.Flags;
import org.mailgauge.store.Keyword;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an mbox file as {@link MboxWriter} writes it, and as others do: a message begins with a
 * line {@code From ...} at the start of the file or after an empty line, and one {@code >} is taken
 * off {@code >From} lines. When a message begins with the three fields {@code Status}, {@code
 * X-Status} and {@code X-Keywords}, these are its flags, and others of these names are its own;
 * else they are flags wherever they stand in the header section. They are not part of the message.
 */
final class MboxReader implements Closeable {
    private static final int LINE = 64 << 10;
    private static final int HEADER = 1 << 20;
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    private static final List<String> FIELDS = List.of("status:", "x-status:", "x-keywords:");

    private final InputStream in;
    private final Instant fallback;
    private byte @Nullable [] ahead;
    private boolean aheadAtStart;
    private boolean whole = true;

    /**
     * A reader of a stream, which becomes its own.
     *
     * @param fallback internal date of messages that have none
     */
    MboxReader(InputStream in, Instant fallback) throws IOException {
        this.in = new BufferedInputStream(in, 64 << 10);
        this.fallback = fallback;
        advance();
    }

    /**
     * A message.
     *
     * @param content with CRLF; to be read before the next message is asked for
     */
    record Entry(Flags flags, Instant internalDate, InputStream content) {}

    /**
     * The next message.
     *
     * @throws IOException also when the file does not begin as an mbox does
     */
    Optional<Entry> next() throws IOException {
        while (ahead != null && ahead.length == 1 && ahead[0] == '\n') {
            advance();
        }
        var from = ahead;
        if (from == null) {
            return Optional.empty();
        }
        if (!isFrom(from)) {
            throw new IOException("no mbox file: no line \"From ...\" where a message begins");
        }
        while (!whole) {
            advance();
        }
        advance();
        var body = new Body();
        return Optional.of(entry(from, body));
    }

    private Entry entry(byte[] from, Body body) throws IOException {
        var header = new ArrayList<byte[]>();
        int size = 0;
        for (byte[] line; size < HEADER && (line = body.line()) != null; ) {
            header.add(line);
            size += line.length;
            if (line.length == 1 && line[0] == '\n') {
                break;
            }
        }
        boolean onTop = isOnTop(header);
        var flags = Flags.NONE;
        var own = new ByteArrayOutputStream();
        for (int i = 0; i < header.size(); i++) {
            var line = header.get(i);
            var meta = onTop && i >= FIELDS.size() ? Optional.<Flags>empty() : meta(line);
            flags = flags.with(meta.orElse(Flags.NONE));
            if (meta.isEmpty()) {
                own.write(line);
            }
        }
        var all = new SequenceInputStream(new ByteArrayInputStream(own.toByteArray()), body);
        return new Entry(flags, date(from), new WireLines(new BufferedInputStream(all)));
    }

    /** Whether it begins as {@link MboxWriter} begins a message. */
    private static boolean isOnTop(List<byte[]> header) {
        boolean all = header.size() >= FIELDS.size();
        for (int i = 0; all && i < FIELDS.size(); i++) {
            all = isField(header.get(i), FIELDS.get(i));
        }
        return all;
    }

    private static boolean isField(byte[] line, String name) {
        return line.length >= name.length()
                && text(line).substring(0, name.length()).equalsIgnoreCase(name);
    }

    /** The flags of a line that is nothing else. */
    private static Optional<Flags> meta(byte[] line) {
        var value = text(line).substring(text(line).indexOf(':') + 1).strip();
        if (isField(line, "status:")) {
            return Optional.of(value.contains("R") ? Flags.of(SystemFlag.SEEN) : Flags.NONE);
        }
        if (isField(line, "x-status:")) {
            var flags = Flags.NONE;
            flags = flags.with(value.contains("A") ? Flags.of(SystemFlag.ANSWERED) : Flags.NONE);
            flags = flags.with(value.contains("D") ? Flags.of(SystemFlag.DELETED) : Flags.NONE);
            flags = flags.with(value.contains("F") ? Flags.of(SystemFlag.FLAGGED) : Flags.NONE);
            flags = flags.with(value.contains("T") ? Flags.of(SystemFlag.DRAFT) : Flags.NONE);
            return Optional.of(flags);
        }
        if (!isField(line, "x-keywords:")) {
            return Optional.empty();
        }
        var flags = Flags.NONE;
        for (var word : value.split("\\s+", -1)) {
            var keyword = Keyword.parse(word);
            flags = keyword.isEmpty() ? flags : flags.with(new Flags(0, Set.of(keyword.get())));
        }
        return Optional.of(flags);
    }

    private Instant date(byte[] from) {
        var words = text(from).strip().split("\\s+", -1);
        if (words.length < 7) {
            return fallback;
        }
        int last = words.length;
        var padded = words[last - 3].length() == 1 ? " " + words[last - 3] : words[last - 3];
        var date =
                String.join(
                        " ",
                        words[last - 5],
                        words[last - 4],
                        padded,
                        words[last - 2],
                        words[last - 1]);
        try {
            return Instant.from(MboxWriter.DATE.parse(date));
        } catch (DateTimeException e) {
            return fallback;
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    private static boolean isFrom(byte[] line) {
        return line.length >= FROM.length
                && Arrays.equals(line, 0, FROM.length, FROM, 0, FROM.length);
    }

    /** Reads the next line, or as much of it as is kept at a time, with its LF. */
    private void advance() throws IOException {
        var line = new ByteArrayOutputStream();
        aheadAtStart = whole;
        int octet = -1;
        while (line.size() < LINE && octet != '\n' && (octet = in.read()) >= 0) {
            line.write(octet);
        }
        whole = octet == '\n' || octet < 0;
        var read = line.toByteArray();
        boolean unix = read.length >= 2 && read[read.length - 2] == '\r' && octet == '\n';
        if (unix) {
            read = Arrays.copyOf(read, read.length - 1);
            read[read.length - 1] = '\n';
        }
        ahead = read.length == 0 ? null : read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The lines of one message, up to the empty line before the next. */
    private final class Body extends InputStream {
        private byte[] current = new byte[0];
        private int at;
        private boolean emptyHeld;

        /** The next line, unquoted; null at the end of the message. */
        byte @Nullable [] line() throws IOException {
            var line = ahead;
            if (line == null) {
                return null;
            }
            boolean empty = aheadAtStart && line.length == 1 && line[0] == '\n';
            if (emptyHeld) {
                if (aheadAtStart && isFrom(line)) {
                    return null;
                }
                emptyHeld = false;
                return new byte[] {'\n'};
            }
            if (empty) {
                advance();
                emptyHeld = true;
                return line();
            }
            boolean quoted = aheadAtStart && isQuoted(line);
            advance();
            return quoted ? Arrays.copyOfRange(line, 1, line.length) : line;
        }

        private static boolean isQuoted(byte[] line) {
            int marks = 0;
            while (marks < line.length && line[marks] == '>') {
                marks++;
            }
            return marks > 0 && isFrom(Arrays.copyOfRange(line, marks, line.length));
        }

        private boolean more() throws IOException {
            while (at == current.length) {
                var line = line();
                if (line == null) {
                    return false;
                }
                current = line;
                at = 0;
            }
            return true;
        }

        @Override
        public int read() throws IOException {
            return more() ? current[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!more()) {
                return -1;
            }
            int part = Math.min(length, current.length - at);
            System.arraycopy(current, at, into, offset, part);
            at += part;
            return part;
        }
    }
}
