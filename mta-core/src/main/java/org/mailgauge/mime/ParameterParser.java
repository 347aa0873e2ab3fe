package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Parameters of MIME fields, with charsets, languages and continuations (RFC 2231). What is no
 * parameter is passed over, up to the next semicolon.
 */
final class ParameterParser {
    private static final int MOST_SECTIONS = 1_000;

    private final Lexer lexer;
    private final MimeLimits limits;
    private final Map<String, Found> found = new LinkedHashMap<>();
    private int seen;

    private ParameterParser(Lexer lexer, MimeLimits limits) {
        this.lexer = lexer;
        this.limits = limits;
    }

    /** A piece of a value; {@code extended}: percent-encoded octets. */
    private record Section(String text, boolean extended) {}

    /** All that is said of one parameter. */
    private static final class Found {
        @Nullable String plain;
        final Map<Integer, Section> sections = new TreeMap<>();
        int length;
    }

    /**
     * The parameters from where the lexer stands.
     *
     * @return each name once: the first of a name, and rather the one that RFC 2231 wrote
     */
    static List<Parameter> parse(Lexer lexer, MimeLimits limits) {
        var parser = new ParameterParser(lexer, limits);
        parser.read();
        return parser.parameters();
    }

    private void read() {
        lexer.nextButComments();
        while (lexer.kind() != Lexer.Kind.END && seen < limits.parameters()) {
            if (lexer.kind() != Lexer.Kind.ATOM) {
                lexer.nextButComments();
                continue;
            }
            var name = Texts.lower(lexer.text());
            if (lexer.nextButComments() == Lexer.Kind.SPECIAL && lexer.is('=')) {
                seen++;
                put(name, value());
            }
        }
    }

    /** A quoted string, or all up to the next semicolon that is no comment. */
    private String value() {
        if (lexer.nextButComments() == Lexer.Kind.QUOTED) {
            var quoted = lexer.text();
            toSemicolon(null);
            return quoted;
        }
        var plain = new StringBuilder();
        toSemicolon(plain);
        return plain.toString();
    }

    private void toSemicolon(@Nullable StringBuilder into) {
        if (into == null) {
            lexer.nextButComments();
        }
        while (lexer.kind() != Lexer.Kind.END && !lexer.is(';')) {
            if (into != null) {
                into.append(lexer.spaceBefore() && !into.isEmpty() ? " " : "").append(lexer.raw());
            }
            lexer.nextButComments();
        }
    }

    private void put(String name, String value) {
        boolean extended = name.endsWith("*");
        var rest = extended ? name.substring(0, name.length() - 1) : name;
        int star = rest.lastIndexOf('*');
        int number = star < 0 ? -1 : number(rest.substring(star + 1));
        if (star >= 0 && number < 0) {
            return;
        }
        var of = found.computeIfAbsent(star < 0 ? rest : rest.substring(0, star), _ -> new Found());
        if (number < 0 && !extended) {
            of.plain = of.plain == null ? value : of.plain;
            return;
        }
        if (of.sections.putIfAbsent(Math.max(number, 0), new Section(value, extended)) == null) {
            of.length += value.length();
        }
    }

    /** The number of a section, without leading zeros; -1 when it is none. */
    private static int number(String digits) {
        if (digits.isEmpty()
                || digits.length() > 3
                || (digits.length() > 1 && digits.startsWith("0"))) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number < MOST_SECTIONS ? number : -1;
    }

    private List<Parameter> parameters() {
        var all = new ArrayList<Parameter>(found.size());
        found.forEach(
                (name, of) -> {
                    var parameter = parameter(name, of);
                    if (parameter != null && parameter.length() <= limits.parameterLength()) {
                        all.add(parameter);
                    }
                });
        return all;
    }

    private static @Nullable Parameter parameter(String name, Found of) {
        if (of.sections.containsKey(0)) {
            return joined(name, of);
        }
        return of.plain == null ? null : Parameter.of(name, of.plain);
    }

    /** Joins the sections from 0 on, up to the first that is missing. */
    private static Parameter joined(String name, Found of) {
        var first = Objects.requireNonNull(of.sections.get(0));
        if (!first.extended()) {
            return Parameter.of(name, join(of, first.text(), null));
        }
        int one = first.text().indexOf('\'');
        int two = one < 0 ? -1 : first.text().indexOf('\'', one + 1);
        if (two < 0) {
            return Parameter.of(name, join(of, first.text(), "utf-8"));
        }
        var charset = first.text().substring(0, one);
        var language = first.text().substring(one + 1, two);
        var value =
                join(of, first.text().substring(two + 1), charset.isEmpty() ? "us-ascii" : charset);
        return new Parameter(name, value, language.isEmpty() ? null : Texts.lower(language));
    }

    /** With an unknown charset the text stays percent-encoded. */
    private static String join(Found of, String first, @Nullable String charsetName) {
        var charset = Charsets.find(charsetName == null ? "utf-8" : charsetName);
        var plain = new StringBuilder(of.length);
        var octets = new ByteArrayOutputStream(of.length);
        int next = 0;
        boolean extended = false;
        for (var entry : of.sections.entrySet()) {
            if (entry.getKey() != next++) {
                break;
            }
            var text = next == 1 ? first : entry.getValue().text();
            plain.append(text);
            if (entry.getValue().extended()) {
                extended = true;
                percent(text, octets);
            } else {
                octets.writeBytes(
                        text.getBytes(
                                charset.filter(Charset::canEncode).orElse(StandardCharsets.UTF_8)));
            }
        }
        return !extended || charset.isEmpty()
                ? plain.toString()
                : Charsets.decode(octets.toByteArray(), charset.get());
    }

    private static void percent(String text, ByteArrayOutputStream into) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high =
                    c == '%' && i + 2 < text.length()
                            ? Character.digit(text.charAt(i + 1), 16)
                            : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                into.write(high << 4 | low);
                i += 2;
            } else if (c < 0x80) {
                into.write(c);
            } else {
                into.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
