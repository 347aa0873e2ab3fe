package org.mailgauge.mime;

/**
 * Decodes quoted-printable (RFC 2045 section 6.7): blanks at the end of a line go, and what is not
 * encoded as it should be stays as it is.
 */
public final class QuotedPrintableDecoder implements TransferDecoder {
    /** Blanks that wait to be followed by something; more of them stay in any case. */
    private static final int MOST_BLANKS = 1_000;

    private enum Place {
        TEXT,
        CR,
        EQUALS,
        EQUALS_BLANK,
        EQUALS_CR,
        EQUALS_DIGIT
    }

    private final byte[] blanks = new byte[MOST_BLANKS];
    private int waiting;
    private Place place = Place.TEXT;
    private byte digit;
    private boolean damaged;
    private byte[] to = new byte[0];
    private int at;

    @Override
    public int room(int length) {
        return length + waiting + 8;
    }

    @Override
    public int decode(byte[] from, int offset, int length, byte[] into, int start) {
        to = into;
        at = start;
        for (int i = offset; i < offset + length; i++) {
            take(from[i]);
        }
        return at - start;
    }

    private void take(byte octet) {
        switch (place) {
            case TEXT -> text(octet);
            case CR -> {
                place = Place.TEXT;
                if (octet == '\n') {
                    waiting = 0;
                    put('\r');
                    put('\n');
                } else {
                    putBlanks();
                    put('\r');
                    text(octet);
                }
            }
            case EQUALS -> equals(octet);
            case EQUALS_BLANK -> softBreak(octet);
            case EQUALS_CR -> {
                place = Place.TEXT;
                if (octet != '\n') {
                    literalEquals();
                    put('\r');
                    text(octet);
                }
                waiting = 0;
            }
            case EQUALS_DIGIT -> {
                place = Place.TEXT;
                int low = Character.digit(octet, 16);
                if (low >= 0) {
                    put(Character.digit(digit, 16) << 4 | low);
                } else {
                    literalEquals();
                    put(digit);
                    text(octet);
                }
            }
        }
    }

    private void text(byte octet) {
        switch (octet) {
            case ' ', '\t' -> blank(octet);
            case '\r' -> place = Place.CR;
            case '\n' -> {
                waiting = 0;
                put(octet);
            }
            case '=' -> {
                putBlanks();
                place = Place.EQUALS;
            }
            default -> {
                putBlanks();
                damaged |= octet < 0;
                put(octet);
            }
        }
    }

    private void blank(byte octet) {
        if (waiting == MOST_BLANKS) {
            damaged = true;
            putBlanks();
        }
        blanks[waiting++] = octet;
    }

    private void equals(byte octet) {
        if (octet >= 0 && Character.digit(octet, 16) >= 0) {
            digit = octet;
            place = Place.EQUALS_DIGIT;
        } else {
            softBreak(octet);
        }
    }

    private void softBreak(byte octet) {
        if (octet == '\n') {
            waiting = 0;
            place = Place.TEXT;
        } else if (octet == '\r') {
            place = Place.EQUALS_CR;
        } else if ((octet == ' ' || octet == '\t') && waiting < MOST_BLANKS) {
            place = Place.EQUALS_BLANK;
            blanks[waiting++] = octet;
        } else {
            literalEquals();
            place = Place.TEXT;
            text(octet);
        }
    }

    /** The equals sign encodes nothing: it stays, with the blanks behind it. */
    private void literalEquals() {
        damaged = true;
        put('=');
        putBlanks();
    }

    private void putBlanks() {
        for (int i = 0; i < waiting; i++) {
            put(blanks[i]);
        }
        waiting = 0;
    }

    private void put(int octet) {
        to[at++] = (byte) octet;
    }

    @Override
    public int end(byte[] into, int start) {
        to = into;
        at = start;
        switch (place) {
            case TEXT, EQUALS, EQUALS_BLANK, EQUALS_CR -> waiting = 0;
            case CR -> {
                putBlanks();
                put('\r');
            }
            case EQUALS_DIGIT -> {
                literalEquals();
                put(digit);
            }
        }
        place = Place.TEXT;
        return at - start;
    }

    @Override
    public boolean damaged() {
        return damaged;
    }
}
