package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;

/** Queue ids at the beginning of texts. */
final class QueueIds {
    /** Of the short form: five digits of microseconds, and the inode. */
    private static final int SHORTEST = 6;

    /** Of the long form: six of seconds, four of microseconds, z, and the inode. */
    private static final int SHORTEST_LONG = 12;

    private static final int LONGEST = 40;

    private QueueIds() {}

    /** Takes an id with its colon. @return null, and takes nothing, without one */
    static @Nullable String take(Cursor text) {
        int from = text.at();
        int last = Math.min(text.end(), from + LONGEST + 1);
        boolean hex = true;
        boolean separator = false;
        int at = from;
        while (at < last && isDigit(text.octet(at))) {
            hex &= isHex(text.octet(at));
            separator |= text.octet(at) == 'z';
            at++;
        }
        int length = at - from;
        boolean id = hex ? length >= SHORTEST : separator && length >= SHORTEST_LONG;
        if (!id || !text.isAt(at, ": ")) {
            return null;
        }
        text.to(at + 2);
        return text.text(from, at);
    }

    private static boolean isHex(byte octet) {
        return Cursor.isDigit(octet) || (octet >= 'A' && octet <= 'F');
    }

    /** Of either form: the long one has no vowels, the short one letters up to F. */
    private static boolean isDigit(byte octet) {
        boolean upper = octet >= 'A' && octet <= 'Z' && "IOU".indexOf(octet) < 0;
        boolean lower = octet >= 'a' && octet <= 'z' && "aeiou".indexOf(octet) < 0;
        return Cursor.isDigit(octet) || upper || lower;
    }
}
