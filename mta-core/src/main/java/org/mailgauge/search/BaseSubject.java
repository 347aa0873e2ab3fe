package org.mailgauge.search;

import org.mailgauge.mime.EncodedWords;

/**
 * The base subject of a message (RFC 5256 section 2.1): its subject without what replies, forwards
 * and lists put around it.
 *
 * @param text as it stands, with blanks made one; compared by {@link Casemap}
 * @param reply whether something was there that a reply or a forward has
 */
public record BaseSubject(String text, boolean reply) {

    /**
     * Extracts it. Linear but for {@code [fwd: ...]} within each other, which are few.
     *
     * @param subject unfolded, encoded words as they stand
     */
    public static BaseSubject of(String subject) {
        return new Extraction(oneLine(EncodedWords.decode(subject))).run();
    }

    /** Step 1: tabs become blanks, and of several blanks one is left. */
    private static String oneLine(String text) {
        var line = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean next = isBlank(c);
            if (!next) {
                line.append(c);
            } else if (!blank) {
                line.append(' ');
            }
            blank = next;
        }
        return line.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static final class Extraction {
        private static final int NONE = -1;

        private final String text;
        private int from;
        private int to;
        private boolean reply;

        /** No word of a reply is there, behind all blobs that begin before. */
        private int noReplyAt = NONE;

        Extraction(String text) {
            this.text = text;
            to = text.length();
        }

        BaseSubject run() {
            do {
                trailers();
                while (leader() || blobBeforeBase()) {}
            } while (forward());
            return new BaseSubject(text.substring(from, to), reply);
        }

        /** Step 2. */
        private void trailers() {
            while (true) {
                if (to > from && isBlank(text.charAt(to - 1))) {
                    to--;
                } else if (to - from >= 5 && text.regionMatches(true, to - 5, "(fwd)", 0, 5)) {
                    to -= 5;
                    reply = true;
                } else {
                    return;
                }
            }
        }

        /** Step 3: a blank, or {@code re:} and its like with blobs before and within. */
        private boolean leader() {
            if (from < to && isBlank(text.charAt(from))) {
                from++;
                return true;
            }
            if (from < noReplyAt) {
                return false;
            }
            int at = from;
            for (int end = blob(at); end != NONE; end = blob(at)) {
                at = end;
            }
            int end = replyWord(at);
            if (end == NONE) {
                noReplyAt = at;
                return false;
            }
            from = end;
            reply = true;
            return true;
        }

        private int replyWord(int at) {
            int end;
            if (is("re", at)) {
                end = at + 2;
            } else if (is("fwd", at)) {
                end = at + 3;
            } else if (is("fw", at)) {
                end = at + 2;
            } else {
                return NONE;
            }
            end = blanks(end);
            int blob = blob(end);
            end = blob == NONE ? end : blob;
            return end < to && text.charAt(end) == ':' ? end + 1 : NONE;
        }

        private boolean is(String word, int at) {
            return to - at >= word.length() && text.regionMatches(true, at, word, 0, word.length());
        }

        private int blanks(int at) {
            int end = at;
            while (end < to && isBlank(text.charAt(end))) {
                end++;
            }
            return end;
        }

        /** Where the blob that begins there ends, with the blanks behind it. */
        private int blob(int at) {
            if (at >= to || text.charAt(at) != '[') {
                return NONE;
            }
            for (int i = at + 1; i < to; i++) {
                char c = text.charAt(i);
                if (c == ']') {
                    return blanks(i + 1);
                }
                if (c == '[') {
                    return NONE;
                }
            }
            return NONE;
        }

        /** Step 4: a blob goes unless it is all that there is. */
        private boolean blobBeforeBase() {
            int end = blob(from);
            if (end == NONE || end == to) {
                return false;
            }
            from = end;
            return true;
        }

        /** Step 6. */
        private boolean forward() {
            if (!is("[fwd:", from) || text.charAt(to - 1) != ']') {
                return false;
            }
            from += 5;
            to--;
            reply = true;
            noReplyAt = NONE;
            return true;
        }
    }
}
