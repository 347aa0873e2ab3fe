package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the envelope of a queue file (rec_type.h of Postfix): records of a type octet, a length in
 * groups of 7 bits and data. Total: whatever the octets are, it ends and throws nothing. Used by
 * one thread, for one file:
 *
 * <pre>{@code
 * while (parser.next() >= 0) {
 *     parser.feed(block, file.read(parser.next(), block));
 * }
 * }</pre>
 *
 * The first block holds all of most files. At most {@link #MOST_OCTETS} are read, and content is
 * passed over.
 */
public final class QueueFileParser {
    /** Octets that a block should have, but for the last of a file; longer ones are fine. */
    public static final int BLOCK = 4096;

    /** Octets of records that are read, after which it asks for no more; some 40,000 recipients. */
    public static final int MOST_OCTETS = 4 << 20;

    /** Pointers that are followed; Milters that add recipients make them. */
    private static final int MOST_POINTERS = 1000;

    /** Blocks that are asked for. */
    private static final int MOST_BLOCKS = 2000;

    /** Stands before an address in what is for headers and logs. */
    private static final String IPV6 = "IPv6:";

    private static final int LONGEST_TEXT = 4000;
    private static final int MOST_LENGTH_BITS = 28;

    private final List<QueueFile.Recipient> recipients = new ArrayList<>();
    private long next;
    private int octetsLeft = MOST_OCTETS;
    private int pointersLeft = MOST_POINTERS;
    private int blocksLeft = MOST_BLOCKS;

    private boolean sized;
    private long size;
    private long contentAt;
    private long counted;
    private int done;
    private int seen;
    private boolean complete;
    private @Nullable Instant arrived;
    private @Nullable String sender;
    private @Nullable String original;
    private @Nullable String clientName;
    private @Nullable String clientAddress;
    private @Nullable String saslUser;
    private @Nullable String envelopeId;
    private boolean smtpUtf8;

    /** Where in the file to read on; -1 when no more is wanted. */
    public long next() {
        return next;
    }

    /**
     * Takes octets that begin at {@link #next}.
     *
     * @param length how many; 0 at the end of the file
     */
    public void feed(byte[] block, int length) {
        if (next < 0) {
            return;
        }
        blocksLeft--;
        long base = next;
        boolean read = true;
        while (read && next >= base && next < base + length) {
            read = record(block, (int) (next - base), length);
        }
        boolean stuck = next >= base && next < base + length && !read && next == base;
        if (length == 0 || stuck || blocksLeft <= 0) {
            next = -1;
        }
    }

    /**
     * Reads one record and sets {@link #next}.
     *
     * @return false when it does not end within the block
     */
    private boolean record(byte[] block, int start, int end) {
        int type = block[start];
        int at = start + 1;
        long length = 0;
        int shift = 0;
        while (true) {
            if (at == end) {
                return false;
            }
            int octet = block[at++];
            length |= (long) (octet & 0x7F) << shift;
            if (octet >= 0) {
                break;
            }
            shift += 7;
            if (shift > MOST_LENGTH_BITS) {
                next = -1;
                return true;
            }
        }
        if (length > end - at) {
            if (start > 0) {
                return false;
            }
            // Longer than a block: none of those that are of interest.
            next += at - start + length;
            return true;
        }
        long offset = next;
        next += at - start + length;
        octetsLeft -= at - start + (int) length;
        if (octetsLeft <= 0) {
            next = -1;
            return true;
        }
        take(type, block, at, (int) length, offset);
        return true;
    }

    private void take(int type, byte[] block, int at, int length, long offset) {
        switch (type) {
            case 'C' -> size(block, at, length);
            case 'T' -> arrived = time(block, at, length);
            case 'S' -> sender = sender == null ? text(block, at, length) : sender;
            case 'A' -> attribute(text(block, at, length));
            case 'O' -> original = text(block, at, length);
            case 'R', 'D', '/' -> recipient(type, text(block, at, length), offset);
            case 'M' -> content();
            case 'p' -> pointer(new Numbers(block, at, length).next());
            case 'E' -> {
                complete = true;
                next = -1;
            }
            default -> {}
        }
    }

    private void size(byte[] block, int at, int length) {
        if (sized) {
            return;
        }
        sized = true;
        var numbers = new Numbers(block, at, length);
        size = numbers.next();
        contentAt = numbers.next();
        counted = numbers.next();
        numbers.next();
        numbers.next();
        // Since 3.0, a sixth: what is asked of later hops, of which bit 0 is SMTPUTF8.
        long options = numbers.next();
        smtpUtf8 = options > 0 && (options & 1) != 0;
    }

    /** {@code seconds microseconds}, before 2.4 seconds alone. */
    private static @Nullable Instant time(byte[] block, int at, int length) {
        var numbers = new Numbers(block, at, length);
        long seconds = numbers.next();
        long micros = numbers.next();
        return seconds < 0 || seconds > Long.MAX_VALUE / IdCode.MICROS - 1
                ? null
                : Instant.ofEpochSecond(
                        seconds, micros < 0 || micros >= IdCode.MICROS ? 0 : micros * 1000);
    }

    private void attribute(String text) {
        int equal = text.indexOf('=');
        if (equal < 0) {
            return;
        }
        var value = text.substring(equal + 1);
        switch (text.substring(0, equal)) {
            case "log_client_name" -> clientName = value;
            case "log_client_address" ->
                    clientAddress = value.startsWith(IPV6) ? value.substring(IPV6.length()) : value;
            case "client_name" -> clientName = clientName == null ? value : clientName;
            case "client_address" -> clientAddress = clientAddress == null ? value : clientAddress;
            case "sasl_username" -> saslUser = value;
            case "dsn_envid", "envelope_id" -> envelopeId = value;
            default -> {}
        }
    }

    private void recipient(int type, String address, long offset) {
        seen++;
        if (type == 'R') {
            var before = original == null || original.equals(address) ? null : original;
            recipients.add(new QueueFile.Recipient(address, before, offset));
        } else {
            done++;
        }
        original = null;
    }

    /** Content begins: what was taken out of its header section comes after it. */
    private void content() {
        if (!sized || contentAt <= 0) {
            complete = seen > 0 && !sized;
            next = -1;
        } else if (counted > 0 && seen >= counted) {
            complete = true;
            next = -1;
        } else {
            long end = contentAt + size;
            next = size > 0 && end >= next ? end : -1;
        }
    }

    private void pointer(long target) {
        if (target <= 0) {
            return;
        }
        next = pointersLeft-- > 0 ? target : -1;
    }

    private static String text(byte[] block, int at, int length) {
        return new String(block, at, Math.min(length, LONGEST_TEXT), StandardCharsets.UTF_8);
    }

    /** What has been found so far; final when {@link #next} is -1. */
    public QueueFile found() {
        boolean finished = !sized || contentAt > 0;
        return new QueueFile(
                sized && finished && size > 0 ? size : null,
                arrived,
                sender,
                recipients,
                done,
                known(clientName),
                known(clientAddress),
                saslUser,
                envelopeId,
                smtpUtf8,
                finished && (sized || arrived != null),
                complete);
    }

    private static @Nullable String known(@Nullable String text) {
        return text == null || text.equals("unknown") ? null : text;
    }

    /** Decimal numbers between blanks. */
    private static final class Numbers {
        /** More would not fit. */
        private static final int MOST_DIGITS = 18;

        private final byte[] block;
        private final int end;
        private int at;

        Numbers(byte[] block, int at, int length) {
            this.block = block;
            this.at = at;
            this.end = at + length;
        }

        /** The next; -1 when none follows. */
        long next() {
            while (at < end && block[at] == ' ') {
                at++;
            }
            int from = at;
            long value = 0;
            while (at < end && block[at] >= '0' && block[at] <= '9' && at - from < MOST_DIGITS) {
                value = value * 10 + (block[at++] - '0');
            }
            return at == from ? -1 : value;
        }
    }
}
