package org.mailgauge.imap;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Picks fields out of a header section as it streams by (RFC 9051 section 6.4.5.1, HEADER.FIELDS),
 * up to the empty line, which stays. Constant in memory. Used by one thread, for one header
 * section.
 */
public final class HeaderFilter {
    /** Longer names are no field's that could be asked for. */
    private static final int MOST_NAME = 1000;

    private enum Place {
        LINE_START,
        /** At the start of a line, behind a CR. */
        CR,
        NAME,
        VALUE,
        DONE
    }

    private final Set<String> names = new HashSet<>();
    private final boolean others;
    private final byte[] held = new byte[MOST_NAME];
    private int holds;
    private Place place = Place.LINE_START;

    /** Whether the line, and those that it goes on with, stays. */
    private boolean keeps;

    private long taken;

    private byte[] to = held;
    private int at;

    /**
     * @param names of fields, one character for each octet, in any case of their letters
     * @param others whether all other fields stay, in place of these
     */
    public HeaderFilter(List<String> names, boolean others) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
        this.others = others;
        keeps = others;
    }

    /** One that everything passes. */
    public static HeaderFilter all() {
        return new HeaderFilter(List.of(), true);
    }

    /** Octets that the next piece may become. */
    public int room(int length) {
        return length + holds + 2;
    }

    /**
     * Takes the next piece.
     *
     * @param into has {@link #room} for it at {@code start}
     * @return the octets put
     */
    public int take(byte[] from, int offset, int length, byte[] into, int start) {
        to = into;
        at = start;
        for (int i = offset; i < offset + length && place != Place.DONE; i++) {
            taken++;
            octet(from[i]);
        }
        return at - start;
    }

    /**
     * The header section ends, perhaps without an empty line.
     *
     * @param into has {@link #room} for nothing more at {@code start}
     * @return the octets put
     */
    public int end(byte[] into, int start) {
        to = into;
        at = start;
        if (place == Place.NAME) {
            decide(false);
        } else if (place == Place.CR && others) {
            put('\r');
        }
        place = Place.DONE;
        return at - start;
    }

    /** Whether the empty line has come. */
    public boolean done() {
        return place == Place.DONE;
    }

    /** Octets of the header section that have come, with the empty line. */
    public long taken() {
        return taken;
    }

    private void octet(byte octet) {
        switch (place) {
            case LINE_START -> begin(octet);
            case CR -> {
                if (octet == '\n') {
                    put('\r');
                    put('\n');
                    place = Place.DONE;
                } else {
                    place = Place.NAME;
                    held[holds++] = '\r';
                    name(octet);
                }
            }
            case NAME -> name(octet);
            case VALUE -> value(octet);
            case DONE -> {}
        }
    }

    private void begin(byte octet) {
        switch (octet) {
            case '\r' -> place = Place.CR;
            case '\n' -> {
                put('\n');
                place = Place.DONE;
            }
            case ' ', '\t' -> {
                place = Place.VALUE;
                value(octet);
            }
            default -> {
                place = Place.NAME;
                name(octet);
            }
        }
    }

    private void name(byte octet) {
        held[holds++] = octet;
        if (octet == ':') {
            decide(true);
        } else if (octet == '\n') {
            decide(false);
            place = Place.LINE_START;
        } else if (holds == MOST_NAME) {
            decide(false);
        }
    }

    /** Says of a line whether it stays. One without a colon is no field's. */
    private void decide(boolean field) {
        keeps = others != (field && names.contains(heldName()));
        if (keeps) {
            System.arraycopy(held, 0, to, at, holds);
            at += holds;
        }
        holds = 0;
        place = Place.VALUE;
    }

    /** Blanks before the colon are not the name's. */
    private String heldName() {
        int end = holds - 1;
        while (end > 0 && (held[end - 1] == ' ' || held[end - 1] == '\t')) {
            end--;
        }
        return new String(held, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private void value(byte octet) {
        if (keeps) {
            put(octet);
        }
        if (octet == '\n') {
            place = Place.LINE_START;
        }
    }

    private void put(int octet) {
        to[at++] = (byte) octet;
    }
}
