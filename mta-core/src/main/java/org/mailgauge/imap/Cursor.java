package org.mailgauge.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Reads the tokens of a command (RFC 9051 section 9). The text has one character for each octet,
 * without the CRLF at its end, and literals as they came: {@code {3}}, CRLF, three octets.
 *
 * <p>What is not there as it should be is a {@link SyntaxException}.
 */
final class Cursor {
    private static final String ATOM_SPECIALS = "(){ %*\"\\]";
    private static final long MOST_32 = 0xFFFF_FFFFL;

    private final String text;
    private int at;
    private boolean ranOut;

    Cursor(String text) {
        this.text = text;
    }

    /** Whether what is missing is the literal that the text announces at its end. */
    boolean ranOut() {
        return ranOut;
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The next character; 0, which never stands there by right, at the end. */
    char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Takes a character when it is the next. */
    boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw new SyntaxException(
                    c == ' ' ? "Space expected" + here() : "\"" + c + "\" expected" + here());
        }
    }

    void space() {
        expect(' ');
    }

    void end() {
        if (!atEnd()) {
            throw new SyntaxException("End of command expected" + here());
        }
    }

    /** Where that is, for a reply: the characters that stand there, as far as they can be shown. */
    String here() {
        if (atEnd()) {
            return " at the end";
        }
        int end = at;
        while (end < text.length() && end < at + 20 && isShown(text.charAt(end))) {
            end++;
        }
        return end == at ? "" : " at " + text.substring(at, end);
    }

    private static boolean isShown(char c) {
        return c > ' ' && c < 127;
    }

    /** {@code ATOM-CHAR}. */
    static boolean isAtom(char c) {
        return c > ' ' && c < 127 && ATOM_SPECIALS.indexOf(c) < 0;
    }

    private static boolean isAstring(char c) {
        return isAtom(c) || c == ']';
    }

    /** {@code list-char}. */
    private static boolean isList(char c) {
        return isAstring(c) || c == '%' || c == '*';
    }

    private static boolean isTag(char c) {
        return isAstring(c) && c != '+';
    }

    /** Which characters a token has. */
    private interface Kind {
        boolean has(char c);
    }

    private String token(Kind kind, String what) {
        int start = at;
        while (at < text.length() && kind.has(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new SyntaxException(what + " expected" + here());
        }
        return text.substring(start, at);
    }

    String tag() {
        return token(Cursor::isTag, "Tag");
    }

    String atom() {
        return token(Cursor::isAtom, "Atom");
    }

    /** An atom in upper case. */
    String word() {
        return atom().toUpperCase(Locale.ROOT);
    }

    /** Letters, digits and what stands in names such as {@code BODY.PEEK}, in upper case. */
    String name() {
        return token(c -> isAtom(c) && c != '[' && c != '<', "Name").toUpperCase(Locale.ROOT);
    }

    /** Takes a word when it is the next token, in any case of its letters. */
    boolean skipWord(String word) {
        int end = at + word.length();
        if (end > text.length()
                || !text.regionMatches(true, at, word, 0, word.length())
                || (end < text.length() && isAtom(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    void expectWord(String word) {
        if (!skipWord(word)) {
            throw new SyntaxException(word + " expected" + here());
        }
    }

    String astring() {
        return isString() ? string() : token(Cursor::isAstring, "String");
    }

    /** {@code list-mailbox}: a mailbox name, perhaps with wildcards. */
    String listMailbox() {
        return isString() ? string() : token(Cursor::isList, "Mailbox name");
    }

    /** Whether a quoted string or a literal is next. */
    boolean isString() {
        return peek() == '"' || peek() == '{';
    }

    String string() {
        return switch (peek()) {
            case '"' -> quoted();
            case '{' -> literal();
            default -> throw new SyntaxException("String expected" + here());
        };
    }

    private String quoted() {
        at++;
        var value = new StringBuilder();
        while (true) {
            char c = peek();
            if (c == 0 || c == '\r' || c == '\n') {
                throw new SyntaxException("Quoted string without end");
            }
            at++;
            if (c == '"') {
                return utf8(value.toString());
            }
            if (c == '\\') {
                c = peek();
                if (c != '"' && c != '\\') {
                    throw new SyntaxException("Only \\\" and \\\\ are escapes");
                }
                at++;
            }
            value.append(c);
        }
    }

    /** Beyond ASCII a quoted string is UTF-8 (RFC 9051 section 4.3, RFC 9755 section 3). */
    private static String utf8(String value) {
        if (!value.chars().allMatch(c -> c < 128)) {
            try {
                var octets = ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1));
                StandardCharsets.UTF_8.newDecoder().decode(octets);
            } catch (CharacterCodingException _) {
                throw new SyntaxException("Quoted string is not in UTF-8");
            }
        }
        return value;
    }

    private String literal() {
        var value = octets();
        if (value.indexOf(0) >= 0) {
            throw new SyntaxException("Literal with NUL");
        }
        return value;
    }

    /** A literal8 (RFC 3516), whose octets may be any; the {@code ~} is next. */
    String literal8() {
        expect('~');
        return octets();
    }

    private String octets() {
        expect('{');
        long count = number(MOST_32);
        skip('+');
        int brace = at;
        if (!(skip('}') && skip('\r') && skip('\n') && count <= text.length() - at)) {
            ranOut = brace == text.length() - 1 && at == text.length();
            throw new SyntaxException("Literal expected" + here());
        }
        int start = at;
        at += (int) count;
        return text.substring(start, at);
    }

    /** Decimal digits of a number of at most that. */
    long number(long most) {
        int start = at;
        long value = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            int digit = text.charAt(at) - '0';
            if (digit > most || value > (most - digit) / 10) {
                throw new SyntaxException("Number too large");
            }
            value = 10 * value + digit;
            at++;
        }
        if (at == start) {
            throw new SyntaxException("Number expected" + here());
        }
        return value;
    }

    /** {@code number64} (RFC 9051), and of mod-sequences (RFC 7162). */
    long number64() {
        return number(Long.MAX_VALUE);
    }

    /** {@code nz-number}. */
    long nonZero() {
        long value = number(MOST_32);
        if (value == 0) {
            throw new SyntaxException("Number above 0 expected");
        }
        return value;
    }

    boolean isDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    /** {@code sequence-set}, with {@code $} (RFC 5182). */
    SequenceSet sequenceSet() {
        if (skip('$')) {
            return SequenceSet.SAVED;
        }
        var set = new SequenceSet.Builder();
        do {
            long one = sequenceNumber();
            set.add(one, skip(':') ? sequenceNumber() : one);
        } while (skip(','));
        return set.build();
    }

    private long sequenceNumber() {
        return skip('*') ? 0 : nonZero();
    }

    /** At least one of something, in parentheses. */
    <T> List<T> list(Supplier<T> element) {
        expect('(');
        var list = new ArrayList<T>();
        do {
            list.add(element.get());
        } while (skip(' '));
        expect(')');
        return list;
    }

    /**
     * As {@link #list}, each of them once, in the order in which they came first.
     *
     * @param most how many different ones there may be
     */
    <T> List<T> distinct(int most, Supplier<T> element) {
        expect('(');
        var all = new LinkedHashSet<T>();
        do {
            all.add(element.get());
            if (all.size() > most) {
                throw new SyntaxException("More than " + most + " in a list");
            }
        } while (skip(' '));
        expect(')');
        return new ArrayList<>(all);
    }

    /** As {@link #list}; also {@code ()}. */
    <T> List<T> listOrNone(Supplier<T> element) {
        int start = at;
        if (skip('(') && skip(')')) {
            return List.of();
        }
        at = start;
        return list(element);
    }
}
