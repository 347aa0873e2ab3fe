package org.mailgauge.mime;

/**
 * Takes the body of a structured field apart (RFC 5322 section 3.2, RFC 2045 section 5.1), octets
 * beyond ASCII included (RFC 6532). Total and linear: what is not closed ends with the text, and
 * comments are counted, not nested calls.
 */
final class Lexer {
    /** What separates words in addresses and dates. */
    static final String SPECIALS = "()<>[]:;@\\,.\"";

    /** What separates tokens in MIME fields. */
    static final String TSPECIALS = "()<>@,;:\\\"/[]?=";

    /** What was found. */
    enum Kind {
        ATOM,
        QUOTED,
        LITERAL,
        COMMENT,
        SPECIAL,
        END
    }

    private final String from;
    private final String specials;
    private final StringBuilder text = new StringBuilder();
    private Kind kind = Kind.END;
    private int start;
    private int at;
    private boolean spaceBefore;

    /**
     * @param from unfolded
     * @param specials {@link #SPECIALS} or {@link #TSPECIALS}
     */
    Lexer(String from, String specials) {
        this.from = from;
        this.specials = specials;
    }

    /** Goes to the next token. */
    Kind next() {
        int before = at;
        while (at < from.length() && isBlank(from.charAt(at))) {
            at++;
        }
        spaceBefore = at > before;
        start = at;
        text.setLength(0);
        kind = at == from.length() ? Kind.END : token(from.charAt(at));
        return kind;
    }

    /** Goes to the next token that is no comment. */
    Kind nextButComments() {
        while (next() == Kind.COMMENT) {}
        return kind;
    }

    Kind kind() {
        return kind;
    }

    /** What the token says: without quotes, brackets, outer parentheses and backslashes. */
    String text() {
        return kind == Kind.ATOM || kind == Kind.SPECIAL ? raw() : text.toString();
    }

    /** The token as it stands. */
    String raw() {
        return from.substring(start, at);
    }

    boolean is(char special) {
        return kind == Kind.SPECIAL && from.charAt(start) == special;
    }

    /** Whether white space stands before the token. */
    boolean spaceBefore() {
        return spaceBefore;
    }

    private Kind token(char first) {
        switch (first) {
            case '"' -> {
                quoted();
                return Kind.QUOTED;
            }
            case '(' -> {
                comment();
                return Kind.COMMENT;
            }
            case '[' -> {
                if (specials.equals(SPECIALS)) {
                    literal();
                    return Kind.LITERAL;
                }
            }
            default -> {}
        }
        at++;
        if (specials.indexOf(first) >= 0) {
            return Kind.SPECIAL;
        }
        while (at < from.length() && isAtom(from.charAt(at))) {
            at++;
        }
        return Kind.ATOM;
    }

    private boolean isAtom(char c) {
        return !isBlank(c) && specials.indexOf(c) < 0;
    }

    private void quoted() {
        at++;
        while (at < from.length()) {
            char c = from.charAt(at++);
            if (c == '"') {
                return;
            }
            text.append(c == '\\' && at < from.length() ? from.charAt(at++) : c);
        }
    }

    private void literal() {
        at++;
        while (at < from.length()) {
            char c = from.charAt(at++);
            if (c == ']') {
                return;
            }
            text.append(c == '\\' && at < from.length() ? from.charAt(at++) : c);
        }
    }

    private void comment() {
        int open = 1;
        at++;
        while (at < from.length()) {
            char c = from.charAt(at++);
            if (c == '\\' && at < from.length()) {
                text.append(from.charAt(at++));
                continue;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open == 0) {
                return;
            }
            text.append(c);
        }
    }

    /** Space, tab, and what is left of line ends. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
