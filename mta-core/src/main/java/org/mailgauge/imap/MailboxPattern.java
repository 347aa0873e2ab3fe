package org.mailgauge.imap;

import java.text.Normalizer;

/**
 * A pattern of LIST (RFC 9051 section 6.3.9): {@code *} stands for anything, {@code %} for anything
 * without a separator.
 */
public final class MailboxPattern {
    private static final char SEPARATOR = '/';
    private static final String INBOX = "INBOX";
    private static final int NOWHERE = -1;

    private final String pattern;

    private MailboxPattern(String pattern) {
        this.pattern = pattern;
    }

    /**
     * The pattern of a reference and what a client put behind it, normalized as names are.
     *
     * @param reference joined to the pattern as it is
     */
    public static MailboxPattern of(String reference, String pattern) {
        return new MailboxPattern(Normalizer.normalize(reference + pattern, Normalizer.Form.NFC));
    }

    /** How many characters it has. */
    public int length() {
        return pattern.length();
    }

    /**
     * Whether a name, in its canonical form, is meant; INBOX is in any case. Takes at most as many
     * steps as both have characters, multiplied.
     */
    public boolean matches(String name) {
        boolean inbox = name.equals(INBOX) || name.startsWith(INBOX + SEPARATOR);
        int anyCase = inbox ? INBOX.length() : 0;
        // Where in the pattern one may be after some of the name, from the first such place on.
        var at = new boolean[pattern.length() + 1];
        at[0] = true;
        int first = 0;
        int last = afterWildcards(at, 0, 0);
        for (int n = 0; n < name.length(); n++) {
            char c = name.charAt(n);
            int end = Math.min(last + 1, pattern.length());
            int begin = first;
            first = NOWHERE;
            last = NOWHERE;
            for (int p = end; p >= begin; p--) {
                boolean stays = at[p] && p < pattern.length() && takes(pattern.charAt(p), c);
                boolean comes =
                        p > begin && at[p - 1] && isSame(pattern.charAt(p - 1), c, n < anyCase);
                at[p] = stays || comes;
                if (at[p]) {
                    first = p;
                    last = Math.max(last, p);
                }
            }
            if (first == NOWHERE) {
                return false;
            }
            last = afterWildcards(at, first, last);
        }
        return at[pattern.length()];
    }

    /** Wildcards may stand for nothing. @return the last place */
    private int afterWildcards(boolean[] at, int first, int last) {
        int end = last;
        for (int p = first; p <= end && p < pattern.length(); p++) {
            if (at[p] && isWild(pattern.charAt(p))) {
                at[p + 1] = true;
                end = Math.max(end, p + 1);
            }
        }
        return end;
    }

    private static boolean isWild(char of) {
        return of == '*' || of == '%';
    }

    private static boolean takes(char of, char c) {
        return of == '*' || (of == '%' && c != SEPARATOR);
    }

    private static boolean isSame(char of, char c, boolean anyCase) {
        boolean same = of == c || (anyCase && of >= 'a' && of <= 'z' && of - 'a' + 'A' == c);
        return same && !isWild(of);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
