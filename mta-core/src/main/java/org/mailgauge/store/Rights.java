package org.mailgauge.store;

import java.util.Optional;

/**
 * Rights on a mailbox (RFC 4314 section 2.1), a set of the letters {@code lrswipkxtea}.
 *
 * @param letters in that order, each once
 */
public record Rights(String letters) {

    private static final String ORDER = "lrswipkxtea";

    public static final Rights ALL = new Rights(ORDER);
    public static final Rights NONE = new Rights("");

    public Rights {
        if (!letters.equals(sorted(letters))) {
            throw new IllegalArgumentException("rights " + letters);
        }
    }

    /**
     * Rights of a client's text; {@code c} and {@code d} of RFC 2086 stand for {@code kx} and
     * {@code xte} (RFC 4314 section 2.1.1). Empty when a letter is none.
     */
    public static Optional<Rights> parse(String text) {
        var modern = text.replace("c", "kx").replace("d", "xte");
        boolean known = modern.chars().allMatch(c -> ORDER.indexOf(c) >= 0);
        return known ? Optional.of(new Rights(sorted(modern))) : Optional.empty();
    }

    private static String sorted(String letters) {
        var text = new StringBuilder();
        ORDER.chars().filter(c -> letters.indexOf(c) >= 0).forEach(c -> text.append((char) c));
        return text.toString();
    }

    public boolean has(char right) {
        return letters.indexOf(right) >= 0;
    }

    public Rights with(Rights more) {
        return new Rights(sorted(letters + more.letters));
    }

    public Rights without(Rights less) {
        var rest = new StringBuilder();
        letters.chars()
                .filter(c -> less.letters.indexOf(c) < 0)
                .forEach(c -> rest.append((char) c));
        return new Rights(rest.toString());
    }

    @Override
    public String toString() {
        return letters;
    }
}
