package org.mailgauge.imap;

/** Texts as responses have them (RFC 9051 section 4.3). */
public final class ImapText {
    /** Longer ones are literals. */
    private static final int LONGEST_QUOTED = 1000;

    private ImapText() {}

    /** Whether a text can stand between quotes: ASCII without control characters, not too long. */
    static boolean isQuotable(String text) {
        return text.length() <= LONGEST_QUOTED && text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    /** A text between quotes; it must be {@link #isQuotable}. */
    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A text as it is where it is an atom, between quotes or as a literal else. */
    public static String astring(String text) {
        boolean atom = !text.isEmpty() && text.chars().allMatch(c -> Cursor.isAtom((char) c));
        return atom && !text.equalsIgnoreCase("NIL") ? text : string(text);
    }

    /**
     * A text between quotes or as a literal.
     *
     * @param text one character for each octet
     */
    public static String string(String text) {
        return isQuotable(text) ? quoted(text) : "{" + text.length() + "}\r\n" + text;
    }
}
