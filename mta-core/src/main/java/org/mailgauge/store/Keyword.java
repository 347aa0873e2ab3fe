package org.mailgauge.store;

import java.util.Locale;
import java.util.Optional;

/**
 * A flag that clients define, such as {@code $Forwarded}. Equal whatever the case of its letters
 * (RFC 5788); a mailbox shows it as it was first spelled there.
 *
 * @param text an atom without backslash, 1 to 100 characters
 */
public record Keyword(String text) implements Comparable<Keyword> {

    private static final int MOST = 100;

    public Keyword {
        if (!isKeyword(text)) {
            throw new IllegalArgumentException("no keyword: " + text);
        }
    }

    /** The keyword of that text; empty when it is none. */
    public static Optional<Keyword> parse(String text) {
        return isKeyword(text) ? Optional.of(new Keyword(text)) : Optional.empty();
    }

    private static boolean isKeyword(String text) {
        return !text.isEmpty() && text.length() <= MOST && text.chars().allMatch(Keyword::isAtom);
    }

    private static boolean isAtom(int c) {
        return c > 32 && c < 127 && "(){%*\"\\]".indexOf(c) < 0;
    }

    private String folded() {
        return text.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Keyword that && text.equalsIgnoreCase(that.text);
    }

    @Override
    public int hashCode() {
        return folded().hashCode();
    }

    @Override
    public int compareTo(Keyword other) {
        return folded().compareTo(other.folded());
    }

    @Override
    public String toString() {
        return text;
    }
}
