package org.mailgauge.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads FETCH responses to the letter of RFC 9051 section 9, from text of one character for each
 * octet. What is not as it should be is an {@link AssertionError}.
 */
public final class FetchGrammar {
    /** NIL, to tell it from a string. */
    public static final Object NIL = new Object();

    private final String text;
    private int at;

    private FetchGrammar(String text) {
        this.text = text;
    }

    /**
     * Reads one response with its CRLF, which is all of the text.
     *
     * @return values by the names of their items: strings, numbers, lists of them, {@link #NIL}
     */
    public static Map<String, Object> parse(String text) {
        var in = new FetchGrammar(text);
        var items = in.response();
        in.need(in.at == text.length(), "the end");
        return items;
    }

    /** Reads the responses that the text begins with. */
    public static List<Map<String, Object>> all(String text) {
        var in = new FetchGrammar(text);
        var all = new ArrayList<Map<String, Object>>();
        while (text.startsWith("* ", in.at)) {
            all.add(in.response());
        }
        return all;
    }

    private Map<String, Object> response() {
        expect("* ");
        number();
        expect(" FETCH (");
        var items = new LinkedHashMap<String, Object>();
        do {
            var name = name();
            expect(" ");
            items.put(name, value(name));
        } while (skip(' '));
        expect(")\r\n");
        return items;
    }

    /** The name of an item, with its section and origin. */
    private String name() {
        int start = at;
        while (Character.isLetterOrDigit(peek()) || peek() == '.') {
            at++;
        }
        need(at > start, "an item");
        if (skip('[')) {
            while (!skip(']')) {
                if (peek() == '(') {
                    list();
                } else {
                    at++;
                }
            }
            if (skip('<')) {
                number();
                expect(">");
            }
        }
        return text.substring(start, at);
    }

    private Object value(String name) {
        if (name.equals("BODY") || name.equals("BODYSTRUCTURE")) {
            return body(name.equals("BODYSTRUCTURE"));
        }
        return name.equals("ENVELOPE") ? envelope() : any();
    }

    private Object any() {
        if (peek() == '(') {
            return list();
        }
        return Character.isDigit(peek()) ? number() : nstring();
    }

    private List<Object> list() {
        var list = new ArrayList<Object>();
        expect("(");
        while (!skip(')')) {
            list.add(Character.isDigit(peek()) || isString() || peek() == '(' ? any() : atom());
            need(peek() == ')' || skip(' '), "a space");
        }
        return list;
    }

    private String atom() {
        int start = at;
        while (" ()\r\n\"".indexOf(peek()) < 0) {
            at++;
        }
        need(at > start, "an atom");
        return text.substring(start, at);
    }

    private boolean isString() {
        return peek() == '"' || peek() == '{' || peek() == '~';
    }

    private Object nstring() {
        if (text.startsWith("NIL", at)) {
            at += 3;
            return NIL;
        }
        return string();
    }

    private String string() {
        if (skip('"')) {
            var value = new StringBuilder();
            while (!skip('"')) {
                skip('\\');
                need(peek() != '\r' && peek() != '\n' && peek() != 0, "a quoted character");
                value.append(text.charAt(at++));
            }
            return value.toString();
        }
        boolean binary = skip('~');
        expect("{");
        int octets = (int) number();
        expect("}\r\n");
        need(at + octets <= text.length(), octets + " octets");
        var value = text.substring(at, at + octets);
        need(binary || value.indexOf(0) < 0, "no NUL");
        at += octets;
        return value;
    }

    private long number() {
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        need(at > start, "a number");
        return Long.parseLong(text.substring(start, at));
    }

    private List<Object> envelope() {
        var fields = new ArrayList<Object>();
        expect("(");
        fields.add(nstring());
        expect(" ");
        fields.add(nstring());
        for (int i = 0; i < 6; i++) {
            expect(" ");
            fields.add(addresses());
        }
        expect(" ");
        fields.add(nstring());
        expect(" ");
        fields.add(nstring());
        expect(")");
        return fields;
    }

    private Object addresses() {
        if (peek() != '(') {
            need(nstring() == NIL, "addresses");
            return NIL;
        }
        var addresses = new ArrayList<Object>();
        expect("(");
        do {
            expect("(");
            var address = new ArrayList<Object>();
            for (int i = 0; i < 4; i++) {
                expect(i == 0 ? "" : " ");
                address.add(nstring());
            }
            expect(")");
            addresses.add(address);
        } while (!skip(')'));
        return addresses;
    }

    private List<Object> body(boolean extended) {
        var body = new ArrayList<Object>();
        expect("(");
        if (peek() == '(') {
            do {
                body.add(body(extended));
            } while (peek() == '(');
            expect(" ");
            body.add(string());
            if (extended) {
                expect(" ");
                parameters();
                rest();
            }
        } else {
            single(body, extended);
        }
        expect(")");
        return body;
    }

    private void single(List<Object> body, boolean extended) {
        var type = string().toLowerCase(Locale.ROOT);
        expect(" ");
        var subtype = string().toLowerCase(Locale.ROOT);
        body.add(type);
        body.add(subtype);
        expect(" ");
        parameters();
        expect(" ");
        nstring();
        expect(" ");
        nstring();
        expect(" ");
        string();
        expect(" ");
        body.add(number());
        need(!type.equals("multipart"), "no multipart without parts");
        if (type.equals("text")) {
            expect(" ");
            number();
        } else if (type.equals("message")
                && (subtype.equals("rfc822") || (subtype.equals("global") && peek(1) == '('))) {
            expect(" ");
            envelope();
            expect(" ");
            body.add(body(extended));
            expect(" ");
            number();
        }
        if (extended) {
            expect(" ");
            nstring();
            rest();
        }
    }

    private void parameters() {
        if (peek() != '(') {
            need(nstring() == NIL, "parameters");
            return;
        }
        expect("(");
        do {
            string();
            expect(" ");
            string();
        } while (skip(' '));
        expect(")");
    }

    /** Disposition, languages, location. */
    private void rest() {
        expect(" ");
        if (peek() == '(') {
            expect("(");
            string();
            expect(" ");
            parameters();
            expect(")");
        } else {
            need(nstring() == NIL, "a disposition");
        }
        expect(" ");
        if (peek() == '(') {
            expect("(");
            do {
                string();
            } while (skip(' '));
            expect(")");
        } else {
            nstring();
        }
        expect(" ");
        nstring();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }

    private boolean skip(char c) {
        if (peek() == c && at < text.length()) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String what) {
        need(text.startsWith(what, at), "\"" + what + "\"");
        at += what.length();
    }

    private void need(boolean there, String what) {
        if (!there) {
            throw new AssertionError(
                    what
                            + " expected at "
                            + new String(
                                    text.substring(at, Math.min(text.length(), at + 60))
                                            .getBytes(StandardCharsets.ISO_8859_1),
                                    StandardCharsets.UTF_8)
                            + " of "
                            + text);
        }
    }
}
