package org.mailgauge.mime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Completes the header section of a submitted message as it streams by: Date and Message-ID, where
 * they are missing, come at its end (RFC 6409 section 8). What does not look like a header section
 * is body; then an empty line is put between. Used by one thread, for one content.
 */
public final class MissingFields {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final byte[] LINE_END = {'\r', '\n'};

    /** Octets of a line's beginning that are held until it is known for a field. */
    private static final int NAME = 80;

    private final Instant when;
    private final String messageId;
    private final byte[] held = new byte[NAME];
    private int length;
    private Place place = Place.LINE_START;
    private boolean dateSeen;
    private boolean messageIdSeen;
    private boolean messageIdAdded;

    private enum Place {
        LINE_START,
        /** A CR is held. */
        CR,
        /** The name of a field is held. */
        NAME,
        VALUE,
        BODY
    }

    /** Where the octets go. */
    public interface Sink {
        void write(byte[] from, int offset, int length);
    }

    /**
     * @param when the date, if it is missing
     * @param messageId the identification, with its angle brackets, if that is missing
     */
    public MissingFields(Instant when, String messageId) {
        this.when = when;
        this.messageId = messageId;
    }

    /** Passes octets on, and what is missing before those of the body. */
    public void pass(byte[] from, int offset, int count, Sink to) {
        int end = offset + count;
        int start = offset;
        for (int i = offset; i < end && place != Place.BODY; i++) {
            byte octet = from[i];
            switch (place) {
                case LINE_START -> {
                    to.write(from, start, i - start);
                    start = i + 1;
                    begin(octet, to);
                }
                case CR -> {
                    start = i;
                    if (octet == '\n') {
                        add(to);
                        to.write(LINE_END, 0, 2);
                        start = i + 1;
                        place = Place.BODY;
                    } else {
                        release(to);
                        place = Place.VALUE;
                    }
                }
                case NAME -> {
                    start = i + 1;
                    name(octet, to);
                }
                case VALUE -> place = octet == '\n' ? Place.LINE_START : Place.VALUE;
                case BODY -> throw new IllegalStateException("in the body");
            }
        }
        to.write(from, start, end - start);
    }

    private void begin(byte octet, Sink to) {
        hold(octet);
        switch (octet) {
            case '\r' -> place = Place.CR;
            case ' ', '\t' -> {
                release(to);
                place = Place.VALUE;
            }
            default -> {
                if (isName(octet)) {
                    place = Place.NAME;
                } else {
                    separate(to);
                }
            }
        }
    }

    private void name(byte octet, Sink to) {
        boolean full = length == NAME;
        if (full) {
            separate(to);
            to.write(new byte[] {octet}, 0, 1);
            return;
        }
        hold(octet);
        if (octet == ':') {
            note();
            release(to);
            place = Place.VALUE;
        } else if (!isName(octet) && octet != ' ' && octet != '\t') {
            separate(to);
        }
    }

    private static boolean isName(byte octet) {
        return octet > 32 && octet < 127 && octet != ':';
    }

    private void note() {
        var text = new String(held, 0, length - 1, StandardCharsets.ISO_8859_1);
        var name = text.strip().toLowerCase(Locale.ROOT);
        dateSeen |= name.equals("date");
        messageIdSeen |= name.equals("message-id");
    }

    private void hold(byte octet) {
        held[length++] = octet;
    }

    private void release(Sink to) {
        to.write(held, 0, length);
        length = 0;
    }

    /** The line is none of a header section: the body begins with it. */
    private void separate(Sink to) {
        add(to);
        to.write(LINE_END, 0, 2);
        release(to);
        place = Place.BODY;
    }

    /** The content is over; when its header section was not, what is missing comes now. */
    public void end(Sink to) {
        if (place == Place.NAME) {
            separate(to);
        } else if (place != Place.BODY) {
            release(to);
            if (place == Place.VALUE) {
                to.write(LINE_END, 0, 2);
            }
            add(to);
        }
        place = Place.BODY;
    }

    private void add(Sink to) {
        if (!dateSeen) {
            write("Date: " + DATE.format(when) + "\r\n", to);
        }
        if (!messageIdSeen) {
            messageIdAdded = true;
            write("Message-ID: " + messageId + "\r\n", to);
        }
    }

    private static void write(String text, Sink to) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        to.write(octets, 0, octets.length);
    }

    /** Whether the content got our Message-ID. */
    public boolean messageIdAdded() {
        return messageIdAdded;
    }
}
