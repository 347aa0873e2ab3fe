package org.mailgauge.mime;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The beginning of a text as people read it (RFC 8970): without markup, quoted lines and line ends.
 */
final class Preview {
    /** Characters of a preview; RFC 8970 section 3.1 allows 256 and asks for 200. */
    static final int LENGTH = 200;

    private static final int OCTETS = 2_048;
    private static final int HTML_OCTETS = 16_384;

    /** Elements whose text is not shown. */
    private static final List<String> HIDDEN = List.of("style", "script", "title");

    /** Elements that don't part the words beside them. */
    private static final List<String> WITHIN_WORDS =
            List.of("a", "b", "big", "em", "font", "i", "small", "span", "strong", "u");

    private final StringBuilder out = new StringBuilder(LENGTH);
    private int characters;
    private boolean blank;

    private Preview() {}

    /** Octets of an encoded body that are looked at. */
    static int octets(MediaType type) {
        return isHtml(type) ? HTML_OCTETS : OCTETS;
    }

    private static boolean isHtml(MediaType type) {
        return type.subtype().equals("html");
    }

    /**
     * The preview of a text.
     *
     * @param body encoded
     * @param cut whether the body goes on
     */
    static String of(byte[] body, boolean cut, MediaType type, String encoding) {
        var decoder = TransferDecoder.of(encoding);
        if (decoder.isEmpty()) {
            return "";
        }
        var octets =
                decoder.get() instanceof TransferDecoder.Identity ? body : decoder.get().all(body);
        var charset =
                Charsets.find(type.parameter("charset").orElse("us-ascii"))
                        .orElse(StandardCharsets.US_ASCII);
        var text = Charsets.decode(octets, charset);
        while (cut && text.endsWith("\uFFFD")) {
            text = text.substring(0, text.length() - 1);
        }
        var preview = new Preview();
        if (isHtml(type)) {
            preview.html(text);
        } else {
            preview.plain(text);
        }
        return preview.out.toString();
    }

    private boolean full() {
        return characters == LENGTH;
    }

    private void plain(String text) {
        boolean lineStart = true;
        boolean quoted = false;
        for (int i = 0; i < text.length() && !full(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            quoted = lineStart ? c == '>' : quoted;
            lineStart = c == '\n';
            if (!quoted || lineStart) {
                put(c);
            }
        }
    }

    private void put(int c) {
        if (c <= ' ' || c >= 0x7F) {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = true;
                return;
            }
            int kind = Character.getType(c);
            if (kind == Character.CONTROL
                    || kind == Character.FORMAT
                    || kind == Character.SURROGATE) {
                return;
            }
        }
        if (blank && characters > 0) {
            if (characters + 2 > LENGTH) {
                characters = LENGTH; // a blank at the end would be all that fits
                return;
            }
            out.append(' ');
            characters++;
        }
        blank = false;
        out.appendCodePoint(c);
        characters++;
    }

    private void html(String text) {
        for (int i = 0; i < text.length() && !full(); ) {
            char c = text.charAt(i);
            if (c == '<') {
                i = tag(text, i);
            } else if (c == '&') {
                i = entity(text, i);
            } else {
                int point = text.codePointAt(i);
                put(point);
                i += Character.charCount(point);
            }
        }
    }

    /** Passes over a tag or comment, and what is hidden behind it. @return where it ends */
    private int tag(String text, int start) {
        if (text.startsWith("<!--", start)) {
            int end = text.indexOf("-->", start + 4);
            return end < 0 ? text.length() : end + 3;
        }
        int at = start + 1;
        boolean closing = at < text.length() && text.charAt(at) == '/';
        int from = closing ? at + 1 : at;
        int to = from;
        while (to < text.length() && Character.isLetterOrDigit(text.charAt(to))) {
            to++;
        }
        if (to == from && !closing && (at == text.length() || text.charAt(at) != '!')) {
            put('<');
            return at;
        }
        var name = Texts.lower(text.substring(from, to));
        blank |= !WITHIN_WORDS.contains(name);
        int end = text.indexOf('>', to);
        if (end < 0) {
            return text.length();
        }
        return !closing && HIDDEN.contains(name) ? hidden(text, end + 1, name) : end + 1;
    }

    private static int hidden(String text, int from, String name) {
        for (int at = text.indexOf("</", from); at >= 0; at = text.indexOf("</", at + 2)) {
            if (text.regionMatches(true, at + 2, name, 0, name.length())) {
                return at;
            }
        }
        return text.length();
    }

    /** Takes an entity. @return where it ends */
    private int entity(String text, int start) {
        int end = text.indexOf(';', start);
        if (end < 0 || end - start > 10) {
            put('&');
            return start + 1;
        }
        int character = character(text.substring(start + 1, end));
        if (character < 0) {
            put('&');
            return start + 1;
        }
        put(character);
        return end + 1;
    }

    private static int character(String name) {
        return switch (name) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            case "nbsp" -> ' ';
            default -> name.startsWith("#") ? numbered(name.substring(1)) : -1;
        };
    }

    private static int numbered(String digits) {
        boolean hex = digits.startsWith("x") || digits.startsWith("X");
        try {
            int found = Integer.parseInt(hex ? digits.substring(1) : digits, hex ? 16 : 10);
            return Character.isValidCodePoint(found) ? found : -1;
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
