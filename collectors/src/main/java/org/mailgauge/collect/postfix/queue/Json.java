package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one JSON text (RFC 8259), strictly. Objects become maps, arrays lists, strings Strings,
 * whole numbers that fit Longs, other numbers Doubles, true and false Booleans, and null {@link
 * #NULL}. Total: what is no JSON, is nested deeper than {@link #DEEPEST}, or has a name twice in an
 * object is empty.
 */
final class Json {
    static final int DEEPEST = 8;

    /** The value null. */
    static final Object NULL = new Object();

    private final String text;
    private int at;
    private boolean bad;

    private Json(String text) {
        this.text = text;
    }

    /** The value of a text, with nothing but white space around it. */
    static Optional<Object> read(String text) {
        var json = new Json(text);
        var value = json.value(0);
        json.space();
        return json.bad || json.at != text.length() ? Optional.empty() : Optional.of(value);
    }

    private Object value(int depth) {
        space();
        if (bad || at == text.length() || depth > DEEPEST) {
            return bad();
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Object bad() {
        bad = true;
        return NULL;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char wanted) {
        space();
        if (!bad && at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            return bad();
        }
        at += word.length();
        return value;
    }

    private Object object(int depth) {
        at++;
        Map<String, Object> members = new HashMap<>();
        if (take('}')) {
            return members;
        }
        do {
            space();
            if (at == text.length() || text.charAt(at) != '"') {
                return bad();
            }
            var name = string();
            if (!take(':')) {
                return bad();
            }
            if (members.put(name, value(depth + 1)) != null) {
                return bad();
            }
        } while (take(','));
        return take('}') ? members : bad();
    }

    private Object array(int depth) {
        at++;
        List<Object> elements = new ArrayList<>();
        if (take(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
        } while (take(','));
        return take(']') ? elements : bad();
    }

    private String string() {
        at++;
        int from = at;
        StringBuilder decoded = null;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return decoded == null ? text.substring(from, at - 1) : decoded.toString();
            }
            if (c < ' ') {
                break;
            }
            if (c == '\\') {
                decoded =
                        decoded == null ? new StringBuilder(text.substring(from, at - 1)) : decoded;
                decoded.append(escaped());
            } else if (decoded != null) {
                decoded.append(c);
            }
        }
        bad = true;
        return "";
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> {
                bad = true;
                yield ' ';
            }
        };
    }

    private char unit() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? hex(text.charAt(at++)) : -1;
            if (digit < 0) {
                bad = true;
                return ' ';
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private Object number() {
        int from = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        int whole = at;
        int digits = digits();
        if (digits == 0 || (digits > 1 && text.charAt(whole) == '0')) {
            return bad();
        }
        boolean fraction = at < text.length() && text.charAt(at) == '.';
        if (fraction) {
            at++;
            if (digits() == 0) {
                return bad();
            }
        }
        boolean exponent = at < text.length() && (text.charAt(at) | 0x20) == 'e';
        if (exponent) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            if (digits() == 0) {
                return bad();
            }
        }
        var number = text.substring(from, at);
        // Digits that fit into a long whatever they are.
        if (!fraction && !exponent && digits <= 18) {
            return Long.parseLong(number);
        }
        return Double.parseDouble(number);
    }

    private int digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }

    /** The member of that type; null when there is none. */
    static <T> @Nullable T member(Map<?, ?> object, String name, Class<T> type) {
        var value = object.get(name);
        return type.isInstance(value) ? type.cast(value) : null;
    }
}
