package org.mailgauge.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads responses of an IMAP server by the grammar of RFC 9051 section 9 and of the extensions,
 * from text of one character for each octet. What is not as it should be is an {@link
 * AssertionError}.
 */
public final class ResponseGrammar {
    private static final Set<String> STATUS = Set.of("OK", "NO", "BAD", "BYE", "PREAUTH");

    /**
     * One response.
     *
     * @param tag {@code *}, {@code +} or a command's
     * @param name as {@code OK}, {@code EXISTS}, {@code LIST}
     * @param number that stands before the name, or -1
     * @param values of what follows: atoms and strings, numbers among them, and lists; of a status
     *     response its code's
     * @param text all of it, with CRLF
     */
    public record Response(String tag, String name, long number, List<Object> values, String text) {
        /** Whether it answers a command. */
        public boolean tagged() {
            return !tag.equals("*") && !tag.equals("+");
        }
    }

    private final String text;
    private int at;

    private ResponseGrammar(String text) {
        this.text = text;
    }

    /** All responses of a text, which ends with the last of them. */
    public static List<Response> all(String text) {
        var in = new ResponseGrammar(text);
        var all = new ArrayList<Response>();
        while (in.at < text.length()) {
            all.add(in.response());
        }
        return all;
    }

    private Response response() {
        int start = at;
        var tag = until(' ');
        if (tag.equals("+")) {
            expect(' ');
            words();
            expectEnd();
            return new Response(tag, "", -1, List.of(), text.substring(start, at));
        }
        need(tag.equals("*") || tag.matches("[^\\x00-\\x20(){%*\"\\\\+\\x7f-\\xff]+"), "a tag");
        expect(' ');
        long number = -1;
        if (Character.isDigit(peek())) {
            number = Long.parseLong(until(' '));
            expect(' ');
        }
        var name = word();
        if (STATUS.contains(name)) {
            need(tag.equals("*") || !name.equals("BYE"), "an answer");
            var code = status();
            return new Response(tag, name, number, code, text.substring(start, at));
        }
        need(tag.equals("*"), "an untagged response");
        var values = new ArrayList<Object>();
        // Threads stand side by side.
        while (skip(' ') || (name.equals("THREAD") && peek() == '(')) {
            values.add(value());
        }
        expectEnd();
        var all = new Response(tag, name, number, values, text.substring(start, at));
        check(all);
        return all;
    }

    /** A code, if there is one, and its text. @return what stands in the code */
    private List<Object> status() {
        expect(' ');
        var code = new ArrayList<Object>();
        if (peek() == '[') {
            at++;
            do {
                code.add(value());
            } while (skip(' '));
            expect(']');
            expect(' ');
        }
        words();
        expectEnd();
        return code;
    }

    /** Text for people: something, in one line. */
    private void words() {
        while (peek() >= ' ' && peek() != 127) {
            at++;
        }
    }

    private void check(Response one) {
        var values = one.values();
        boolean right =
                switch (one.name()) {
                    case "EXISTS", "RECENT" -> one.number() >= 0 && values.isEmpty();
                    case "EXPUNGE" -> one.number() > 0 && values.isEmpty();
                    case "FETCH", "UIDFETCH" -> fetch(one);
                    case "CAPABILITY" -> values.contains("IMAP4rev1") && flat(values);
                    case "ENABLED" -> flat(values);
                    case "FLAGS" -> values.size() == 1 && values.getFirst() instanceof List<?>;
                    case "LIST", "LSUB" -> listed(values);
                    case "STATUS" -> values.size() == 2 && pairs(values.getLast());
                    case "SEARCH", "SORT" -> numbers(values);
                    case "THREAD" -> values.stream().allMatch(List.class::isInstance);
                    case "ESEARCH" -> found(values);
                    case "VANISHED" -> vanished(values);
                    case "NAMESPACE" -> values.size() == 3;
                    case "ID" ->
                            values.size() == 1
                                    && (values.getFirst().equals("NIL")
                                            || pairs(values.getFirst()));
                    case "ACL" -> values.size() % 2 == 1 && flat(values);
                    case "MYRIGHTS" -> values.size() == 2 && flat(values);
                    case "LISTRIGHTS" -> values.size() >= 3 && flat(values);
                    case "QUOTA" ->
                            values.size() == 2
                                    && values.getLast() instanceof List<?> all
                                    && all.size() % 3 == 0;
                    case "QUOTAROOT" -> !values.isEmpty() && flat(values);
                    case "METADATA" ->
                            values.size() >= 2
                                    && (flat(values)
                                            || (values.size() == 2 && pairs(values.getLast())));
                    case "UIDBATCHES" ->
                            !values.isEmpty()
                                    && values.getFirst() instanceof List<?>
                                    && flat(values.subList(1, values.size()));
                    default -> false;
                };
        need(right && hasNumber(one), "a response as it should be, not " + one.text());
    }

    private static boolean hasNumber(Response one) {
        boolean numbered =
                Set.of("EXISTS", "RECENT", "EXPUNGE", "FETCH", "UIDFETCH").contains(one.name());
        return numbered == (one.number() >= 0);
    }

    private static boolean fetch(Response one) {
        var told = one.text().replaceFirst(" UIDFETCH ", " FETCH ");
        return one.number() > 0 && !FetchGrammar.parse(told).isEmpty();
    }

    private static boolean flat(List<Object> values) {
        return values.stream().allMatch(String.class::isInstance);
    }

    private static boolean pairs(Object values) {
        return values instanceof List<?> all && all.size() % 2 == 0;
    }

    private static boolean listed(List<Object> values) {
        return (values.size() == 3 || values.size() == 4)
                && values.getFirst() instanceof List<?> attributes
                && attributes.stream().allMatch(each -> each.toString().startsWith("\\"))
                && (values.get(1).equals("NIL") || values.get(1).toString().length() == 1)
                && values.get(2) instanceof String
                && (values.size() == 3 || pairs(values.get(3)));
    }

    private static boolean numbers(List<Object> values) {
        boolean modified = !values.isEmpty() && values.getLast() instanceof List<?>;
        return values.subList(0, values.size() - (modified ? 1 : 0)).stream()
                .allMatch(each -> each.toString().matches("[1-9][0-9]*"));
    }

    private static boolean found(List<Object> values) {
        var rest = new ArrayList<>(values);
        if (rest.isEmpty() || !(rest.removeFirst() instanceof List<?> of) || !pairs(of)) {
            return false;
        }
        if (!rest.isEmpty() && rest.getFirst().equals("UID")) {
            rest.removeFirst();
        }
        return pairs(rest);
    }

    /** RFC 7162 section 7: never without a UID. */
    private static boolean vanished(List<Object> values) {
        return !values.isEmpty()
                && values.size() <= 2
                && (values.size() == 1 || values.getFirst().equals(List.of("EARLIER")))
                && values.getLast().toString().matches("[0-9]+(:[0-9]+)?(,[0-9]+(:[0-9]+)?)*");
    }

    private Object value() {
        return switch (peek()) {
            case '(' -> list();
            case '"' -> quoted();
            case '{', '~' -> literal();
            default -> atom();
        };
    }

    private List<Object> list() {
        var all = new ArrayList<Object>();
        expect('(');
        while (!skip(')')) {
            all.add(value());
            // Threads and addresses stand side by side.
            need(peek() == ')' || peek() == '(' || skip(' '), "a space");
        }
        return all;
    }

    private String quoted() {
        var value = new StringBuilder();
        expect('"');
        while (!skip('"')) {
            if (skip('\\')) {
                need(peek() == '"' || peek() == '\\', "an escape");
            }
            need(peek() != '\r' && peek() != '\n' && peek() != 0, "a quoted character");
            value.append(text.charAt(at++));
        }
        return value.toString();
    }

    private String literal() {
        boolean binary = skip('~');
        expect('{');
        var digits = until('}');
        expect('}');
        expectEnd();
        int end = at + Integer.parseInt(digits);
        need(end <= text.length(), digits + " octets");
        var value = text.substring(at, end);
        need(binary || value.indexOf(0) < 0, "no NUL");
        at = end;
        return value;
    }

    /** An atom, a flag, a set of numbers, or the name of an item with its section. */
    private String atom() {
        int start = at;
        while (peek() > ' ' && peek() < 127 && "(){\"]".indexOf(peek()) < 0) {
            if (skip('[')) {
                section();
            } else {
                at++;
            }
        }
        need(at > start, "an atom");
        return text.substring(start, at);
    }

    /** The rest of a section, in which strings may stand. */
    private void section() {
        while (!skip(']')) {
            switch (peek()) {
                case '"' -> quoted();
                case '{' -> literal();
                default -> {
                    need(peek() >= ' ' && peek() < 127, "a section");
                    at++;
                }
            }
        }
    }

    private String word() {
        int start = at;
        while (Character.isLetter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private String until(char end) {
        int start = at;
        while (at < text.length() && peek() != end && peek() != '\r') {
            at++;
        }
        return text.substring(start, at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char c) {
        need(skip(c), "'" + c + "'");
    }

    private void expectEnd() {
        need(skip('\r') && skip('\n'), "the end of a line");
    }

    private void need(boolean there, String what) {
        if (!there) {
            int from = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
            int to = Math.min(text.length(), at + 200);
            throw new AssertionError(
                    what + " expected at " + (at - from) + " of " + text.substring(from, to));
        }
    }
}
