package org.mailgauge.collect.postfix.queue;

import java.util.Arrays;

/**
 * Packs queue ids into two numbers, and back. Only ids as Postfix writes them are taken, so that
 * what is unpacked is the name again. Used by one thread, as a decoder leaves its numbers here.
 *
 * <p>Long ids: seconds in base 52, at least 6 digits; microseconds in base 52, 4 digits; {@code z};
 * inode in base 51. Short ids: microseconds, 5 hexadecimal digits; inode, hexadecimal.
 */
final class IdCode {
    /** Octets of the longest id that is taken: 8 digits of seconds, 4, {@code z}, 12 of inode. */
    static final int LONGEST = 25;

    static final int MICROS = 1_000_000;

    private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    private static final int BASE = 52;
    private static final int INODE_BASE = 51;
    private static final int SECONDS_LEAST = 6;
    private static final int SECONDS_MOST = 8;
    private static final int MICROS_DIGITS = 4;
    private static final int SHORT_MICROS_DIGITS = 5;
    private static final int HEX = 16;
    private static final byte[] VALUES = values(DIGITS);
    private static final byte[] HEX_VALUES = values("0123456789ABCDEF");

    /** Beyond it, microseconds since 1970 do not fit into 63 bits. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / MICROS - 1;

    /** Microseconds since 1970 of a long id; of a short one -1 less its microseconds. */
    private long stamp;

    private long inode;

    private static byte[] values(String digits) {
        var values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < digits.length(); i++) {
            values[digits.charAt(i)] = (byte) i;
        }
        return values;
    }

    long stamp() {
        return stamp;
    }

    /** To be taken as unsigned. */
    long inode() {
        return inode;
    }

    /** Reads a name; says whether it is an id. */
    boolean read(byte[] name, int from, int length) {
        if (length < SHORT_MICROS_DIGITS + 1 || length > LONGEST) {
            return false;
        }
        int end = from + length;
        int separator = end - 1;
        while (separator >= from && name[separator] != 'z') {
            separator--;
        }
        return separator < from ? readShort(name, from, end) : readLong(name, from, separator, end);
    }

    private boolean readLong(byte[] name, int from, int separator, int end) {
        int secondsEnd = separator - MICROS_DIGITS;
        int digits = secondsEnd - from;
        boolean fits =
                digits == SECONDS_LEAST
                        || (digits > SECONDS_LEAST && digits <= SECONDS_MOST && name[from] != '0');
        if (!fits) {
            return false;
        }
        long seconds = number(name, from, secondsEnd);
        long micros = number(name, secondsEnd, separator);
        if (seconds < 0 || seconds > MOST_SECONDS || micros < 0 || micros >= MICROS) {
            return false;
        }
        stamp = seconds * MICROS + micros;
        return readInode(name, separator + 1, end, VALUES, INODE_BASE);
    }

    private boolean readShort(byte[] name, int from, int end) {
        int micros = 0;
        for (int i = from; i < from + SHORT_MICROS_DIGITS; i++) {
            int digit = HEX_VALUES[name[i] & 0xFF];
            if (digit < 0) {
                return false;
            }
            micros = micros * HEX + digit;
        }
        if (micros >= MICROS) {
            return false;
        }
        stamp = -1L - micros;
        return readInode(name, from + SHORT_MICROS_DIGITS, end, HEX_VALUES, HEX);
    }

    /** A number in base 52 of at most 8 digits; -1 when it is none. */
    private static long number(byte[] name, int from, int end) {
        long value = 0;
        for (int i = from; i < end; i++) {
            int digit = VALUES[name[i] & 0xFF];
            if (digit < 0) {
                return -1;
            }
            value = value * BASE + digit;
        }
        return value;
    }

    private boolean readInode(byte[] name, int from, int end, byte[] values, int base) {
        if (from == end || (name[from] == '0' && end - from > 1)) {
            return false;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            int digit = values[name[i] & 0xFF];
            if (digit < 0 || digit >= base || !hasRoom(value, digit, base)) {
                return false;
            }
            value = value * base + digit;
        }
        inode = value;
        return true;
    }

    /** Whether another digit leaves it within 64 bits. */
    private static boolean hasRoom(long value, int digit, int base) {
        if (value >= 0 && value < Long.MAX_VALUE / BASE - 1) {
            return true;
        }
        return Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) <= 0;
    }

    /** The microseconds within its second, by which Postfix spreads ids over folders. */
    static int micros(long stamp) {
        return stamp < 0 ? (int) (-1 - stamp) : (int) (stamp % MICROS);
    }

    /** Appends the id. */
    static void write(long stamp, long inode, StringBuilder into) {
        if (stamp < 0) {
            hex(micros(stamp), SHORT_MICROS_DIGITS, into);
            digits(inode, HEX, 1, into);
        } else {
            digits(stamp / MICROS, BASE, SECONDS_LEAST, into);
            digits(stamp % MICROS, BASE, MICROS_DIGITS, into);
            into.append('z');
            digits(inode, INODE_BASE, 1, into);
        }
    }

    /** Appends the first hexadecimal digits of the microseconds, of which there are 5. */
    static void hex(int micros, int digits, StringBuilder into) {
        for (int i = 0; i < digits; i++) {
            int shift = 4 * (SHORT_MICROS_DIGITS - 1 - i);
            into.append("0123456789ABCDEF".charAt(micros >> shift & 15));
        }
    }

    private static void digits(long value, int base, int least, StringBuilder into) {
        int from = into.length();
        long left = value;
        while (left != 0 || into.length() - from < least) {
            int digit = (int) Long.remainderUnsigned(left, base);
            into.append(base == HEX ? "0123456789ABCDEF".charAt(digit) : DIGITS.charAt(digit));
            left = Long.divideUnsigned(left, base);
        }
        for (int i = from, j = into.length() - 1; i < j; i++, j--) {
            char first = into.charAt(i);
            into.setCharAt(i, into.charAt(j));
            into.setCharAt(j, first);
        }
    }
}
