package org.mailgauge.imap;

import java.util.List;
import java.util.Locale;

/** What STATUS tells (RFC 9051 section 6.3.11, RFC 7162, 7889, 8438, 8474, 9208). */
public enum StatusItem {
    MESSAGES,
    RECENT,
    UIDNEXT,
    UIDVALIDITY,
    UNSEEN,
    DELETED,
    SIZE,
    HIGHESTMODSEQ,
    APPENDLIMIT,
    MAILBOXID,
    DELETED_STORAGE;

    /** As on the wire. */
    public String text() {
        return name().replace('_', '-');
    }

    /** Some of them in parentheses, each once. */
    static List<StatusItem> list(Cursor in) {
        return in.distinct(values().length, () -> read(in));
    }

    private static StatusItem read(Cursor in) {
        var name = in.word();
        for (var item : values()) {
            if (item.text().equals(name)) {
                return item;
            }
        }
        throw new SyntaxException("Unknown STATUS item " + name.toLowerCase(Locale.ROOT));
    }
}
