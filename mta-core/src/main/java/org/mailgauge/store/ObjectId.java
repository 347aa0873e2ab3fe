package org.mailgauge.store;

import org.jspecify.annotations.Nullable;

import java.util.HexFormat;

/**
 * The id of an account, a mailbox, a message's content or a thread, never used for another one (RFC
 * 8474): 1 to 255 of {@code A-Z a-z 0-9 - _}. One that stands for a number is written when somebody
 * wants to see it: messages are shown by the hundred thousand, their ids seldom.
 */
public final class ObjectId implements Comparable<ObjectId> {
    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            ALLOWED[c] =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_';
        }
    }

    /** Hexadecimal ones of a number. */
    private static final int DIGITS = 16;

    private final char kind;
    private final long number;

    /** The same whoever writes it, so that a race does no harm. */
    private @Nullable String text;

    public ObjectId(String text) {
        if (text.isEmpty() || text.length() > 255 || !isAllowed(text)) {
            throw new IllegalArgumentException("no object id: " + text);
        }
        this.text = text;
        kind = 0;
        number = 0;
    }

    private ObjectId(char kind, long number) {
        this.kind = kind;
        this.number = number;
    }

    /**
     * A letter and the 16 hexadecimal digits of a number.
     *
     * @param kind an ASCII letter
     */
    public static ObjectId of(char kind, long number) {
        if (kind >= 128 || !ALLOWED[kind]) {
            throw new IllegalArgumentException("no kind of object: " + kind);
        }
        return new ObjectId(kind, number);
    }

    private static boolean isAllowed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || !ALLOWED[c]) {
                return false;
            }
        }
        return true;
    }

    public String text() {
        var known = text;
        if (known == null) {
            known = kind + HexFormat.of().toHexDigits(number);
            text = known;
        }
        return known;
    }

    /**
     * A number for it, which the same id has always and another one of its kind only by chance.
     * Nothing is written for it.
     */
    public long number() {
        return kind == 0 ? number(text()) : number;
    }

    private static long number(String text) {
        if (text.length() == 1 + DIGITS) {
            try {
                return HexFormat.fromHexDigitsToLong(text, 1, text.length());
            } catch (IllegalArgumentException _) {
                // It is no number.
            }
        }
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x0100_0000_01b3L;
        }
        return hash ^ (hash >>> 32);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectId id && text().equals(id.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public int compareTo(ObjectId other) {
        return text().compareTo(other.text());
    }

    @Override
    public String toString() {
        return text();
    }
}
