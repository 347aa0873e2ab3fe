package org.mailgauge.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A strict reader of messages, apart from any code that writes them: it throws where a line, field,
 * part or encoding is not as RFC 5322 and MIME want it.
 */
public final class MimeReader {
    private MimeReader() {}

    /** A message or part: fields by lower-case name (unfolded), and its body after decoding. */
    public record Entity(Map<String, List<String>> fields, byte[] body, List<Entity> parts) {
        /** The field's value; fails unless there is exactly one. */
        public String only(String name) {
            var all = fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
            if (all.size() != 1) {
                throw new AssertionError(all.size() + " fields " + name + " in " + fields);
            }
            return all.getFirst();
        }

        public boolean has(String name) {
            return fields.containsKey(name.toLowerCase(Locale.ROOT));
        }

        public String type() {
            return has("Content-Type")
                    ? only("Content-Type").split(";", -1)[0].strip()
                    : "text/plain";
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The blocks of a message/delivery-status: the message's fields, then each recipient's. */
        public List<Entity> blocks() {
            var found = new ArrayList<Entity>();
            for (var block : new String(body, StandardCharsets.US_ASCII).split("\r\n\r\n", -1)) {
                var octets = (block.stripTrailing() + "\r\n").getBytes(StandardCharsets.US_ASCII);
                found.add(new Entity(MimeReader.fields(octets), new byte[0], List.of()));
            }
            return found;
        }
    }

    /** Reads a whole message. */
    public static Entity read(byte[] octets) {
        return entity(octets, true);
    }

    private static Entity entity(byte[] octets, boolean top) {
        int end = headerEnd(octets);
        var fields = fields(slice(octets, 0, end));
        var raw = slice(octets, Math.min(octets.length, end + 2), octets.length);
        var entity = new Entity(fields, raw, List.of());
        var encoding =
                entity.has("Content-Transfer-Encoding")
                        ? entity.only("Content-Transfer-Encoding").toLowerCase(Locale.ROOT)
                        : "7bit";
        checkLines(raw, encoding);
        if (top && !entity.has("MIME-Version")) {
            throw new AssertionError("no MIME-Version: " + fields);
        }
        if (entity.type().startsWith("multipart/")) {
            return new Entity(fields, raw, parts(raw, parameter(entity, "boundary"), encoding));
        }
        return new Entity(fields, decode(raw, encoding), List.of());
    }

    /** A parameter of the content type. */
    public static String parameter(Entity entity, String name) {
        for (var part : entity.only("Content-Type").split(";", -1)) {
            var pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equalsIgnoreCase(name)) {
                return pair[1].replace("\"", "");
            }
        }
        throw new AssertionError("no parameter " + name + " in " + entity.fields());
    }

    private static int headerEnd(byte[] octets) {
        for (int i = 0; i + 1 < octets.length; i++) {
            if ((i == 0 || octets[i - 1] == '\n') && octets[i] == '\r' && octets[i + 1] == '\n') {
                return i;
            }
        }
        throw new AssertionError("no end of the header");
    }

    private static Map<String, List<String>> fields(byte[] header) {
        var fields = new TreeMap<String, List<String>>();
        String last = null;
        for (var line : lines(header)) {
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if ((c < ' ' && c != '\t') || c > 126) {
                    throw new AssertionError("character " + (int) c + " in a header: " + line);
                }
            }
            if (line.startsWith(" ") || line.startsWith("\t")) {
                var values = last == null ? null : fields.get(last);
                if (values == null || line.isBlank()) {
                    throw new AssertionError("continues nothing, or with nothing: " + line);
                }
                values.set(values.size() - 1, values.getLast() + " " + line.strip());
            } else {
                int colon = line.indexOf(':');
                if (colon < 1 || !line.substring(0, colon).matches("[!-9;-~]+")) {
                    throw new AssertionError("no field: " + line);
                }
                last = line.substring(0, colon).toLowerCase(Locale.ROOT);
                fields.computeIfAbsent(last, _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    /** Lines without their ends; each must end with CRLF. */
    private static List<String> lines(byte[] octets) {
        var text = new String(octets, StandardCharsets.ISO_8859_1);
        if (!text.isEmpty() && !text.endsWith("\r\n")) {
            throw new AssertionError("the last line does not end");
        }
        var lines = new ArrayList<String>();
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf("\r\n", at);
            var line = text.substring(at, end);
            if (line.length() > 998 || line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                throw new AssertionError("line of " + line.length() + ": " + line);
            }
            lines.add(line);
            at = end + 2;
        }
        return lines;
    }

    private static void checkLines(byte[] body, String encoding) {
        if (!List.of("7bit", "8bit", "quoted-printable").contains(encoding)) {
            throw new AssertionError("encoding " + encoding);
        }
        for (var line : lines(complete(body))) {
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == 0 || (c > 127 && !encoding.equals("8bit"))) {
                    throw new AssertionError("octet " + (int) c + " in " + encoding);
                }
            }
        }
    }

    /** The line end before a delimiter belongs to the delimiter, so a part may end without. */
    private static byte[] complete(byte[] body) {
        int n = body.length;
        if (n == 0 || (n > 1 && body[n - 2] == '\r' && body[n - 1] == '\n')) {
            return body;
        }
        var longer = java.util.Arrays.copyOf(body, n + 2);
        longer[n] = '\r';
        longer[n + 1] = '\n';
        return longer;
    }

    private static List<Entity> parts(byte[] body, String boundary, String outer) {
        var text = new String(body, StandardCharsets.ISO_8859_1);
        var close = text.indexOf("\r\n--" + boundary + "--\r\n");
        if (close < 0 || close + boundary.length() + 8 != text.length()) {
            throw new AssertionError("not closed, or something follows");
        }
        var pieces = ("\r\n" + text.substring(0, close)).split("\r\n--" + quoted(boundary), -1);
        var parts = new ArrayList<Entity>();
        for (int i = 1; i < pieces.length; i++) {
            if (!pieces[i].startsWith("\r\n")) {
                throw new AssertionError("a delimiter goes on: " + pieces[i]);
            }
            var part = entity(pieces[i].substring(2).getBytes(StandardCharsets.ISO_8859_1), false);
            if (part.has("Content-Transfer-Encoding")
                    && part.only("Content-Transfer-Encoding").equals("8bit")
                    && !outer.equals("8bit")) {
                throw new AssertionError("8bit within " + outer);
            }
            parts.add(part);
        }
        return parts;
    }

    private static String quoted(String boundary) {
        return java.util.regex.Pattern.quote(boundary);
    }

    private static byte[] decode(byte[] raw, String encoding) {
        if (!encoding.equals("quoted-printable")) {
            return raw;
        }
        var decoded = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '=') {
                decoded.write(raw[i]);
            } else if (raw[i + 1] == '\r' && raw[i + 2] == '\n') {
                i += 2;
            } else {
                decoded.write(
                        Integer.parseInt(new String(raw, i + 1, 2, StandardCharsets.US_ASCII), 16));
                i += 2;
            }
        }
        for (var line : lines(complete(raw))) {
            if (line.length() > 76 || line.endsWith(" ") || line.endsWith("\t")) {
                throw new AssertionError("no quoted-printable line: " + line);
            }
        }
        return decoded.toByteArray();
    }

    private static byte[] slice(byte[] octets, int from, int to) {
        return java.util.Arrays.copyOfRange(octets, from, to);
    }
}
