package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the body of a structured field again so that it is ASCII, where that is possible without a
 * change of meaning: display names, names of groups and comments in encoded words (RFC 2047 section
 * 5), values of MIME parameters as RFC 2231 has them. Total and linear.
 */
final class StructuredText {
    /** Characters of a line, where it can be folded. */
    private static final int LINE = 76;

    private static final String FOLD = "\r\n ";
    private static final String HEX = "0123456789ABCDEF";

    /** Characters of a value in one section of a parameter, its percent-encoding included. */
    private static final int SECTION = 48;

    private final StringBuilder out = new StringBuilder();
    private int column;

    /** An encoded word ends here: a blank must follow (RFC 2047 section 5). */
    private boolean blankDue;

    private StructuredText(int used) {
        column = used;
    }

    /** A token, as the lexer found it. */
    private record Token(Lexer.Kind kind, String text, String raw, boolean apart) {
        boolean is(char special) {
            return kind == Lexer.Kind.SPECIAL && raw.charAt(0) == special;
        }

        boolean isWord() {
            return kind == Lexer.Kind.ATOM || kind == Lexer.Kind.QUOTED || is('.');
        }
    }

    private static List<Token> tokens(String body, String specials) {
        var lexer = new Lexer(body, specials);
        var tokens = new ArrayList<Token>();
        while (lexer.next() != Lexer.Kind.END) {
            tokens.add(new Token(lexer.kind(), lexer.text(), lexer.raw(), lexer.spaceBefore()));
        }
        return tokens;
    }

    // --- addresses

    /**
     * A list of addresses.
     *
     * @param body unfolded
     * @param used characters of the field's first line that come before it
     * @return null when something of an address itself is beyond ASCII
     */
    static @Nullable String addresses(String body, int used) {
        var text = new StructuredText(used);
        return text.members(tokens(body, Lexer.SPECIALS), false) ? text.out.toString() : null;
    }

    /** A list of phrases, with commas between them (RFC 5322 section 3.6.5). */
    static @Nullable String phrases(String body, int used) {
        var text = new StructuredText(used);
        return text.members(tokens(body, Lexer.SPECIALS), true) ? text.out.toString() : null;
    }

    /** What has no place for other characters than in comments. */
    static @Nullable String comments(String body, int used) {
        var text = new StructuredText(used);
        for (var token : tokens(body, Lexer.SPECIALS)) {
            if (!text.copy(token)) {
                return null;
            }
        }
        return text.out.toString();
    }

    private boolean members(List<Token> tokens, boolean phrases) {
        int at = 0;
        boolean domain = false; // an at sign came before, outside of brackets
        boolean group = false; // its name came before
        while (at < tokens.size()) {
            int end = at;
            while (end < tokens.size() && (tokens.get(end).isWord() || isComment(tokens, end))) {
                end++;
            }
            var next = end == tokens.size() ? null : tokens.get(end);
            boolean phrase = !domain && (next == null ? phrases : endsPhrase(next, phrases, group));
            if (!(phrase ? phrase(tokens.subList(at, end)) : copy(tokens.subList(at, end)))) {
                return false;
            }
            at = end;
            if (next != null && next.is('<')) {
                at = bracketed(tokens, at);
            } else if (next != null) {
                at = copy(next) ? at + 1 : -1;
            }
            if (at < 0) {
                return false;
            }
            group = next != null && !next.is(';') && (group || next.is(':'));
            domain = next != null && (next.is('@') || (domain && !next.is(',') && !next.is(';')));
        }
        return true;
    }

    private static boolean isComment(List<Token> tokens, int at) {
        return tokens.get(at).kind() == Lexer.Kind.COMMENT;
    }

    private static boolean endsPhrase(Token token, boolean phrases, boolean group) {
        return token.is('<') || (!group && token.is(':')) || (phrases && token.is(','));
    }

    /** Copies up to the closing bracket. @return where it goes on; -1 when that cannot be */
    private int bracketed(List<Token> tokens, int from) {
        int at = from;
        do {
            if (!copy(tokens.get(at))) {
                return -1;
            }
        } while (!tokens.get(at++).is('>') && at < tokens.size());
        return at;
    }

    /** Words become one text, in encoded words; comments follow them. */
    private boolean phrase(List<Token> tokens) {
        var words = tokens.stream().filter(Token::isWord).toList();
        if (words.stream().allMatch(word -> Texts.isAscii(word.raw()))) {
            return copy(tokens);
        }
        encode("", text(words), "", words.getFirst().apart());
        return copy(tokens.stream().filter(token -> token.kind() == Lexer.Kind.COMMENT).toList());
    }

    /** What words say: runs of atoms may be encoded words, quoted strings are what they are. */
    private static String text(List<Token> words) {
        var text = new StringBuilder();
        var atoms = new StringBuilder();
        for (var word : words) {
            boolean blank = word.apart() && !(text.isEmpty() && atoms.isEmpty());
            if (word.kind() == Lexer.Kind.QUOTED) {
                text.append(EncodedWords.decode(atoms.toString()));
                atoms.setLength(0);
                text.append(blank ? " " : "").append(word.text());
            } else {
                atoms.append(blank ? " " : "").append(word.raw());
            }
        }
        return text.append(EncodedWords.decode(atoms.toString())).toString();
    }

    private boolean copy(List<Token> tokens) {
        return tokens.stream().allMatch(this::copy);
    }

    /** Puts a token as it stands, but a comment with other characters in encoded words. */
    private boolean copy(Token token) {
        if (Texts.isAscii(token.raw())) {
            put(token.raw(), token.apart());
            return true;
        }
        if (token.kind() != Lexer.Kind.COMMENT) {
            return false;
        }
        encode("(", EncodedWords.decode(token.text()), ")", true);
        return true;
    }

    private void encode(String before, String text, String after, boolean apart) {
        if (apart && !out.isEmpty()) {
            out.append(FOLD);
            column = 1;
        }
        out.append(before);
        var encoded = FieldText.encode(text, column + before.length());
        out.append(encoded).append(after);
        int line = encoded.lastIndexOf('\n');
        column =
                line < 0
                        ? column + before.length() + encoded.length()
                        : encoded.length() - line - 1;
        column += after.length();
        blankDue = after.isEmpty();
    }

    private void put(String raw, boolean mayBeApart) {
        boolean apart = (mayBeApart && !out.isEmpty()) || blankDue;
        boolean fold = apart && column + 1 + raw.length() > LINE;
        var blank = fold ? FOLD : apart ? " " : "";
        blankDue = false;
        column = (fold ? 1 : column + blank.length()) + raw.length();
        out.append(blank).append(raw);
    }

    // --- parameters

    /**
     * A value with MIME parameters.
     *
     * @return null when something else than a parameter's value is beyond ASCII, or a boundary
     */
    static @Nullable String parameters(String body, int used) {
        var text = new StructuredText(used);
        var tokens = tokens(body, Lexer.TSPECIALS);
        int at = 0;
        while (at < tokens.size()) {
            int end = at;
            while (end < tokens.size() && !tokens.get(end).is(';')) {
                end++;
            }
            if (!text.parameter(tokens.subList(at, end))) {
                return null;
            }
            if (end < tokens.size()) {
                text.put(";", false);
            }
            at = end + 1;
        }
        return text.out.toString();
    }

    /** All between two semicolons. */
    private boolean parameter(List<Token> tokens) {
        var said = tokens.stream().filter(one -> one.kind() != Lexer.Kind.COMMENT).toList();
        boolean plain = said.stream().allMatch(one -> Texts.isAscii(one.raw()));
        if (plain) {
            return copy(tokens);
        }
        boolean named =
                said.size() > 2 && said.get(0).kind() == Lexer.Kind.ATOM && said.get(1).is('=');
        var name = named ? Texts.lower(said.getFirst().raw()) : "";
        if (!named || !Texts.isAscii(name) || name.contains("*") || name.equals("boundary")) {
            return false;
        }
        extended(name, value(said.subList(2, said.size())).getBytes(StandardCharsets.UTF_8));
        return copy(tokens.stream().filter(one -> one.kind() == Lexer.Kind.COMMENT).toList());
    }

    private static String value(List<Token> tokens) {
        if (tokens.getFirst().kind() == Lexer.Kind.QUOTED) {
            return tokens.getFirst().text();
        }
        var text = new StringBuilder();
        for (var token : tokens) {
            text.append(token.apart() && !text.isEmpty() ? " " : "").append(token.raw());
        }
        return text.toString();
    }

    /** In one piece, or in numbered ones (RFC 2231 section 4.1). */
    private void extended(String name, byte[] value) {
        var sections = new ArrayList<String>();
        var section = new StringBuilder();
        for (byte octet : value) {
            if (section.length() >= SECTION) {
                sections.add(section.toString());
                section.setLength(0);
            }
            int c = octet & 0xFF;
            if (isPlain(c)) {
                section.append((char) c);
            } else {
                section.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        sections.add(section.toString());
        for (int i = 0; i < sections.size(); i++) {
            var number = sections.size() == 1 ? "*=" : "*" + i + "*=";
            put((name + number) + (i == 0 ? "utf-8''" : "") + sections.get(i), true);
            if (i + 1 < sections.size()) {
                put(";", false);
            }
        }
    }

    /** RFC 2231's attribute-char, as far as nobody trips over it. */
    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._".indexOf(c) >= 0;
    }
}
