package org.mailgauge.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The fields of a header section (RFC 5322 section 2.2), in their order. Lines end with LF, or with
 * CRLF. What is no field, and what is beyond the limit, is left out.
 *
 * @param fields in their order
 */
public record Header(List<Field> fields) {

    /**
     * One field.
     *
     * @param name as it stands, without blanks around it
     * @param body unfolded, without blanks around it; UTF-8 decoded (RFC 6532), or if it is no
     *     UTF-8, one character for each octet; encoded words as they stand
     */
    public record Field(String name, String body) {}

    public Header {
        fields = List.copyOf(fields);
    }

    /** The first {@code most} fields. */
    public static Header parse(byte[] octets, int most) {
        return parse(octets, octets.length, most, _ -> true);
    }

    /**
     * Some fields.
     *
     * @param length octets from the first on
     * @param most fields that are looked at
     * @param wanted tells by the name in lower case
     */
    static Header parse(byte[] octets, int length, int most, Predicate<String> wanted) {
        return new Header(new Reader(octets, length, most, wanted).read());
    }

    /** The body of the first field of that name. */
    public Optional<String> first(String name) {
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.body());
            }
        }
        return Optional.empty();
    }

    /** The bodies of all fields of that name. */
    public List<String> all(String name) {
        var all = new ArrayList<String>(1);
        for (var field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                all.add(field.body());
            }
        }
        return all;
    }

    private static final class Reader {
        private final byte[] octets;
        private final int length;
        private final int most;
        private final Predicate<String> wanted;
        private final List<Field> fields = new ArrayList<>();
        private int seen;

        Reader(byte[] octets, int length, int most, Predicate<String> wanted) {
            this.octets = octets;
            this.length = length;
            this.most = most;
            this.wanted = wanted;
        }

        List<Field> read() {
            int at = 0;
            while (at < length && seen < most && !emptyLine(at)) {
                int end = lineEnd(at);
                while (end < length && (octets[end] == ' ' || octets[end] == '\t')) {
                    end = lineEnd(end);
                }
                field(at, end);
                at = end;
            }
            return fields;
        }

        private boolean emptyLine(int at) {
            return octets[at] == '\n'
                    || (octets[at] == '\r' && at + 1 < length && octets[at + 1] == '\n');
        }

        private int lineEnd(int from) {
            int at = from;
            while (at < length && octets[at] != '\n') {
                at++;
            }
            return Math.min(at + 1, length);
        }

        private void field(int from, int to) {
            seen++;
            int colon = from;
            while (colon < to
                    && octets[colon] > ' '
                    && octets[colon] < 0x7F
                    && octets[colon] != ':') {
                colon++;
            }
            int nameEnd = colon;
            while (colon < to && (octets[colon] == ' ' || octets[colon] == '\t')) {
                colon++;
            }
            if (nameEnd == from || colon == to || octets[colon] != ':') {
                return;
            }
            var name = Texts.of(octets, from, nameEnd - from);
            if (wanted.test(Texts.lower(name))) {
                fields.add(new Field(name, body(colon + 1, to)));
            }
        }

        private String body(int from, int to) {
            var raw = new byte[to - from];
            int end = 0;
            for (int i = from; i < to; i++) {
                byte octet = octets[i];
                boolean cr = octet == '\r' && (i + 1 == to || octets[i + 1] == '\n');
                if (octet != '\n' && !cr) {
                    raw[end++] = octet;
                }
            }
            int start = 0;
            while (start < end && (raw[start] == ' ' || raw[start] == '\t')) {
                start++;
            }
            while (end > start && (raw[end - 1] == ' ' || raw[end - 1] == '\t')) {
                end--;
            }
            return Texts.of(raw, start, end - start);
        }
    }
}
