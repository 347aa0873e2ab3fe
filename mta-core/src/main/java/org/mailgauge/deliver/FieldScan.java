package org.mailgauge.deliver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a header section as it streams by, for final delivery: where Return-Path fields stand, and
 * to whom the message was delivered before (Delivered-To, RFC 9228). Linear in its input; what it
 * keeps is bounded. Used by one thread.
 */
final class FieldScan {
    /** Fields of each kind that are looked at; a content with more in all is not taken in. */
    private static final int FIELDS = 1_000;

    private static final int NAME_OCTETS = 12;
    private static final int ADDRESS_OCTETS = 400;

    /** What the current octet belongs to. */
    private enum Place {
        LINE_START,
        NAME,
        DELIVERED_TO,
        OTHER,
        BODY
    }

    /** A stretch of the content. */
    record Range(long from, long to) {}

    private final List<Range> returnPaths = new ArrayList<>(1);
    private final Set<String> deliveredTo = new HashSet<>();
    private final StringBuilder name = new StringBuilder(NAME_OCTETS);
    private final StringBuilder address = new StringBuilder();
    private Place place = Place.LINE_START;
    private Place field = Place.OTHER;
    private long position;
    private long fieldStart;
    private boolean inReturnPath;

    /** Takes the next octets; lines end with LF (a CR before it belongs to the end). */
    void scan(byte[] from, int offset, int length) {
        for (int at = offset; at < offset + length && place != Place.BODY; at++) {
            next((char) (from[at] & 0xFF));
            position++;
        }
    }

    /** The content has ended, perhaps before its header section did. */
    void end() {
        if (place != Place.BODY) {
            endField();
            place = Place.BODY;
        }
    }

    /** Whether the header section has been read. */
    boolean ended() {
        return place == Place.BODY;
    }

    /** The Return-Path fields, with their line ends, in order. */
    List<Range> returnPaths() {
        return List.copyOf(returnPaths);
    }

    /** Whether the message was delivered to that address before, whatever the case. */
    boolean deliveredTo(String recipient) {
        return deliveredTo.contains(recipient.toLowerCase(Locale.ROOT));
    }

    private void next(char octet) {
        switch (place) {
            case LINE_START -> lineStart(octet);
            case NAME -> name(octet);
            case DELIVERED_TO -> {
                if (octet > ' ' && octet != '<' && octet != '>' && room()) {
                    address.append(octet);
                }
            }
            case OTHER -> {}
            case BODY -> throw new IllegalStateException("in the body");
        }
        if (octet == '\n' && place != Place.BODY) {
            place = Place.LINE_START;
        }
    }

    private boolean room() {
        return address.length() < ADDRESS_OCTETS;
    }

    private void lineStart(char octet) {
        if (octet == ' ' || octet == '\t') {
            place = field;
            return;
        }
        endField();
        if (octet == '\r' || octet == '\n') {
            place = Place.BODY;
            return;
        }
        fieldStart = position;
        field = Place.OTHER;
        name.setLength(0);
        place = Place.NAME;
        name(octet);
    }

    private void name(char octet) {
        if (octet == ':') {
            begin(name.toString().strip().toLowerCase(Locale.ROOT));
        } else if (name.length() <= NAME_OCTETS) {
            name.append(octet);
        } else if (octet > ' ') {
            name.setCharAt(0, '?'); // too long to be one of ours
        }
    }

    private void begin(String known) {
        inReturnPath = known.equals("return-path");
        field = known.equals("delivered-to") ? Place.DELIVERED_TO : Place.OTHER;
        place = field;
    }

    private void endField() {
        if (inReturnPath && returnPaths.size() < FIELDS) {
            returnPaths.add(new Range(fieldStart, position));
        }
        if (!address.isEmpty() && deliveredTo.size() < FIELDS) {
            deliveredTo.add(address.toString().toLowerCase(Locale.ROOT));
        }
        inReturnPath = false;
        address.setLength(0);
    }
}
