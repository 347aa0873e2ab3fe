package org.mailgauge.queue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers and texts in octets: what the queue's records are made of. */
final class Octets {
    private Octets() {}

    /** What a reader finds when the octets cannot have been written by a {@link Writer}. */
    static final class Damage extends Exception {
        private static final long serialVersionUID = 1;

        Damage(String message) {
            super(message, null, false, false);
        }
    }

    /** Collects octets. */
    static final class Writer {
        private byte[] octets = new byte[128];
        private int length;

        void octet(int value) {
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, length * 2);
            }
            octets[length++] = (byte) value;
        }

        /** A number that is seldom large and never negative: seven bits an octet. */
        void number(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                octet(((int) rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            octet((int) rest);
        }

        /** A number that may be negative. */
        void signed(long value) {
            number((value << 1) ^ (value >> 63));
        }

        void text(String text) {
            var encoded = text.getBytes(StandardCharsets.UTF_8);
            number(encoded.length);
            for (byte octet : encoded) {
                octet(octet);
            }
        }

        int length() {
            return length;
        }

        byte[] toArray() {
            return Arrays.copyOf(octets, length);
        }
    }

    /** Reads them back; every method throws {@link Damage} where they do not fit. */
    static final class Reader {
        private final byte[] octets;
        private int at;

        Reader(byte[] octets) {
            this.octets = octets;
        }

        int octet() throws Damage {
            if (at >= octets.length) {
                throw new Damage("ends early");
            }
            return octets[at++] & 0xFF;
        }

        long number() throws Damage {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int octet = octet();
                value |= (octet & 0x7FL) << shift;
                if (octet < 0x80) {
                    return value;
                }
            }
            throw new Damage("number too long at " + at);
        }

        long signed() throws Damage {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        /** A number of at least 0 and at most {@code most}. */
        int small(int most) throws Damage {
            long value = number();
            if (value < 0 || value > most) {
                throw new Damage("number out of range at " + at);
            }
            return (int) value;
        }

        /** A count of things that take at least one octet each. */
        int count() throws Damage {
            long value = number();
            if (value < 0 || value > octets.length - at) {
                throw new Damage("count out of range at " + at);
            }
            return (int) value;
        }

        String text() throws Damage {
            int length = count();
            int from = at;
            at += length;
            for (int i = from; i < at; i++) {
                if (octets[i] < 0) {
                    return decoded(from, length);
                }
            }
            return new String(octets, from, length, StandardCharsets.ISO_8859_1);
        }

        private String decoded(int from, int length) throws Damage {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets, from, length))
                        .toString();
            } catch (CharacterCodingException malformed) {
                throw new Damage("text is not UTF-8 at " + from);
            }
        }

        void end() throws Damage {
            if (at != octets.length) {
                throw new Damage(octets.length - at + " octets too many");
            }
        }
    }
}
