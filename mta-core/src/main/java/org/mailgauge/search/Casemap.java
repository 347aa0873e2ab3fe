package org.mailgauge.search;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * The collation {@code i;unicode-casemap} (RFC 5051): each character in title case, then
 * decomposed, and compared by its octets of UTF-8. What it makes of a text is its <em>folded</em>
 * form; a text is found in another one when its folded octets are.
 */
public final class Casemap {
    private static final int REPLACEMENT = 0xFFFD;

    private Casemap() {}

    /** The folded form of a text, in UTF-8. */
    public static byte[] fold(String text) {
        var out = new Octets(text.length() + 16);
        fold(text, out);
        return out.toArray();
    }

    /** Appends the folded form of a text; halves of pairs become U+FFFD. */
    static void fold(CharSequence text, Octets out) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out.put(upper((byte) c));
            } else if (!Character.isSurrogate(c)) {
                put(Folded.of(c), c, out);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.put(decomposed(Character.toCodePoint(c, text.charAt(++i))));
            } else {
                put(Folded.of((char) REPLACEMENT), (char) REPLACEMENT, out);
            }
        }
    }

    private static void put(int packed, char c, Octets out) {
        if (packed == 0) {
            out.put(decomposed(c));
        } else {
            out.put(packed, packed >>> 24);
        }
    }

    /** ASCII letters in upper case, which is their title case; everything else as it is. */
    static byte upper(byte octet) {
        return octet >= 'a' && octet <= 'z' ? (byte) (octet - ('a' - 'A')) : octet;
    }

    /** As {@link #fold}, for any character, the slow way. */
    private static byte[] decomposed(int character) {
        var title = Character.toString(Character.toTitleCase(character));
        return Normalizer.normalize(title, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8);
    }

    /** Folded characters of the Basic Multilingual Plane; in memory once somebody needs them. */
    private static final class Folded {
        /** Three octets at most from the lowest on, and how many; 0 when there are more. */
        private static final int[] PACKED = packed();

        static int of(char c) {
            return PACKED[c];
        }

        private static int[] packed() {
            var all = new int[0x10000];
            for (int c = 0; c < all.length; c++) {
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    continue;
                }
                var octets = decomposed(c);
                if (octets.length <= 3) {
                    int packed = octets.length << 24;
                    for (int i = 0; i < octets.length; i++) {
                        packed |= (octets[i] & 0xFF) << (8 * i);
                    }
                    all[c] = packed;
                }
            }
            return all;
        }
    }

    /** Octets that grow. */
    static final class Octets {
        private byte[] octets;
        private int length;

        Octets(int room) {
            octets = new byte[Math.max(16, room)];
        }

        byte[] octets() {
            return octets;
        }

        int length() {
            return length;
        }

        void clear() {
            length = 0;
        }

        private void room(int count) {
            if (octets.length - length < count) {
                octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + count));
            }
        }

        void put(byte octet) {
            room(1);
            octets[length++] = octet;
        }

        /** Octets that are packed into a number, from the lowest on. */
        void put(int packed, int count) {
            room(3);
            octets[length] = (byte) packed;
            octets[length + 1] = (byte) (packed >>> 8);
            octets[length + 2] = (byte) (packed >>> 16);
            length += count;
        }

        void put(byte[] more) {
            put(more, 0, more.length);
        }

        void put(byte[] more, int offset, int count) {
            room(count);
            System.arraycopy(more, offset, octets, length, count);
            length += count;
        }

        byte[] toArray() {
            return Arrays.copyOf(octets, length);
        }
    }
}
