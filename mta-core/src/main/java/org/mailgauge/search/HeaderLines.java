package org.mailgauge.search;

import org.mailgauge.mime.Charsets;
import org.mailgauge.mime.EncodedWords;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for texts in a header section, line by line, unfolded and decoded. */
final class HeaderLines {
    private final byte[] octets;
    private final int length;
    private int at;

    /** The line of now. */
    private int from;

    private int to;
    private int colon;

    /** Whether the line can be looked at as it is. */
    private boolean plain;

    private byte[] decoded = new byte[0];
    private boolean decodedKnown;

    /**
     * @param octets changed by unfolding
     */
    HeaderLines(byte[] octets, int length) {
        this.octets = octets;
        this.length = length;
    }

    /** Goes to the next line. @return false at the section's end */
    boolean next() {
        from = at;
        to = at;
        colon = -1;
        decodedKnown = false;
        while (at < length) {
            byte octet = octets[at++];
            if (octet != '\n') {
                if (octet == ':' && colon < 0) {
                    colon = to;
                }
                octets[to++] = octet;
                continue;
            }
            if (to > from && octets[to - 1] == '\r') {
                to--;
            }
            boolean folded = at < length && (octets[at] == ' ' || octets[at] == '\t');
            if (!folded || to == from) {
                break;
            }
        }
        plain = Needle.isAscii(octets, from, to) && !hasWord();
        return to > from;
    }

    /** Whether there may be an encoded word. */
    private boolean hasWord() {
        for (int i = from; i < to - 1; i++) {
            if (octets[i] == '=' && octets[i + 1] == '?') {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a field of that name. */
    boolean isField(String name) {
        if (nameEnd() - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Casemap.upper(octets[from + i]) != Casemap.upper((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private int nameEnd() {
        int end = colon;
        while (end > from && (octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    /** Whether a text is in the line, the field's name too. */
    boolean has(Needle needle) {
        return has(needle, from);
    }

    /** Whether a text is in what the field says, behind the blanks that begin it. */
    boolean bodyHas(Needle needle) {
        return has(needle, bodyBegin());
    }

    private int bodyBegin() {
        int begin = colon + 1;
        while (begin < to && (octets[begin] == ' ' || octets[begin] == '\t')) {
            begin++;
        }
        return begin;
    }

    private boolean has(Needle needle, int begin) {
        if (plain) {
            return needle.isIn(octets, begin, to);
        }
        decode(begin);
        return needle.isIn(decoded, 0, decoded.length);
    }

    private void decode(int begin) {
        if (!decodedKnown || begin != from) {
            var line = Arrays.copyOfRange(octets, begin, to);
            var text = Charsets.decode(line, StandardCharsets.US_ASCII);
            decoded = Casemap.fold(EncodedWords.decode(text));
            decodedKnown = begin == from;
        }
    }

    /** Shows the line. */
    void show(TextStream to) {
        show(from, to);
    }

    /** Shows what the field says. */
    void showBody(TextStream to) {
        show(bodyBegin(), to);
    }

    /** Shows the line, the field's name, and what the field says where that may be another text. */
    void showField(TextSink sink, TextStream line) {
        if (colon >= from) {
            sink.begin(TextSink.Place.NAME);
            sink.look(octets, from, nameEnd());
        }
        if (!plain) {
            showBody(line);
        }
        show(line);
    }

    private void show(int begin, TextStream stream) {
        stream.begin();
        if (plain) {
            stream.feed(octets, begin, to);
        } else {
            decode(begin);
            stream.feed(decoded, 0, decoded.length);
        }
    }
}
