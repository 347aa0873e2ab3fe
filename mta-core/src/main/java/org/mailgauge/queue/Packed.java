package org.mailgauge.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Short texts in one array, each after its length in one or two octets. */
final class Packed {
    private byte[] octets = new byte[32];
    private int length;

    int length() {
        return length;
    }

    /** Appends a text of at most 32,767 octets in UTF-8. */
    void add(String text) {
        var added = text.getBytes(StandardCharsets.UTF_8);
        if (added.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException(added.length + " octets");
        }
        if (length + added.length + 2 > octets.length) {
            octets = Arrays.copyOf(octets, 2 * octets.length + added.length);
        }
        if (added.length >= 0x80) {
            octets[length++] = (byte) (0x80 | (added.length >> 8));
        }
        octets[length++] = (byte) added.length;
        System.arraycopy(added, 0, octets, length, added.length);
        length += added.length;
    }

    byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }

    /** The text that begins at a place. */
    static String at(byte[] octets, int place) {
        int length = octets[place];
        int from = place + 1;
        if (length < 0) {
            length = ((length & 0x7F) << 8) | (octets[from++] & 0xFF);
        }
        return new String(octets, from, length, StandardCharsets.UTF_8);
    }
}
