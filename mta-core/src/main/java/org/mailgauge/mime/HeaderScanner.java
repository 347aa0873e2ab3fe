package org.mailgauge.mime;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a content as it streams by, keeps almost nothing of it, and says what the queue wants to
 * know. Linear in its input, constant in memory. Used by one thread, for one content.
 */
public final class HeaderScanner {
    /** Fields of a header section that we are ready to look at. */
    public static final int FIELDS = 1_000;

    /** Addresses, told by their commas, in all address fields together. */
    public static final int ADDRESSES = 10_240;

    private static final int MESSAGE_ID_OCTETS = 512;
    private static final Set<String> ADDRESS_FIELDS =
            Set.of(
                    "from",
                    "sender",
                    "reply-to",
                    "to",
                    "cc",
                    "bcc",
                    "resent-from",
                    "resent-sender",
                    "resent-to",
                    "resent-cc",
                    "resent-bcc",
                    "resent-reply-to");
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    /** What the current octet belongs to. */
    private enum Place {
        LINE_START,
        NAME,
        VALUE,
        ADDRESSES,
        MESSAGE_ID,
        BODY
    }

    private final byte[] name = new byte[20];
    private byte[] messageId = new byte[80];
    private int nameLength;
    private int messageIdLength;
    private boolean messageIdSeen;
    private Place place = Place.LINE_START;
    private Place field = Place.VALUE;
    private boolean lineHasOctets;
    private boolean eightBit;
    private int fields;
    private int commas;
    private int receivedFields;

    /** Takes the next octets; lines end with LF (a CR before it belongs to the end). */
    public void scan(byte[] from, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && place != Place.BODY) {
            header(from[at++]);
        }
        eightBit = eightBit || hasHigh(from, offset, end);
    }

    /** Whether an octet above 127 has come. */
    public boolean eightBit() {
        return eightBit;
    }

    /** Whether the header section has more fields or addresses than we look at. */
    public boolean tooLarge() {
        return fields > FIELDS || commas >= ADDRESSES;
    }

    /** How many Received fields have come. */
    public int receivedFields() {
        return receivedFields;
    }

    /**
     * The first Message-ID with its angle brackets, printable ASCII without spaces; null when there
     * is none that could be one.
     */
    public @Nullable String messageId() {
        var text = new String(messageId, 0, messageIdLength, StandardCharsets.ISO_8859_1);
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        return open < 0 || close < 0 ? null : text.substring(open, close + 1);
    }

    private void header(byte octet) {
        if (octet == '\n') {
            place = lineHasOctets ? Place.LINE_START : Place.BODY;
            lineHasOctets = false;
            return;
        }
        if (octet == '\r') {
            return;
        }
        lineHasOctets = true;
        switch (place) {
            case LINE_START -> {
                if (octet == ' ' || octet == '\t') {
                    place = field;
                } else {
                    fields++;
                    field = Place.VALUE;
                    nameLength = 0;
                    place = Place.NAME;
                    name(octet);
                }
            }
            case NAME -> name(octet);
            case ADDRESSES -> commas += octet == ',' ? 1 : 0;
            case MESSAGE_ID -> messageId(octet);
            case VALUE -> {}
            case BODY -> throw new IllegalStateException("in the body");
        }
    }

    private void name(byte octet) {
        if (octet == ':') {
            field = fieldOf(nameLength);
            place = field;
        } else if (nameLength < name.length) {
            name[nameLength++] = octet;
        }
    }

    /** What the field is to us, by its name; spaces before the colon are tolerated. */
    private Place fieldOf(int length) {
        var text =
                new String(name, 0, length, StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (text.equals("received")) {
            receivedFields++;
        } else if (text.equals("message-id") && !messageIdSeen) {
            messageIdSeen = true;
            return Place.MESSAGE_ID;
        } else if (ADDRESS_FIELDS.contains(text)) {
            return Place.ADDRESSES;
        }
        return Place.VALUE;
    }

    private void messageId(byte octet) {
        if (octet > 32 && octet < 127 && messageIdLength < MESSAGE_ID_OCTETS) {
            if (messageIdLength == messageId.length) {
                messageId = Arrays.copyOf(messageId, MESSAGE_ID_OCTETS);
            }
            messageId[messageIdLength++] = octet;
        }
    }

    private static boolean hasHigh(byte[] from, int offset, int end) {
        int at = offset;
        while (at <= end - 4 * Long.BYTES) {
            long all =
                    (long) LONGS.get(from, at)
                            | (long) LONGS.get(from, at + Long.BYTES)
                            | (long) LONGS.get(from, at + 2 * Long.BYTES)
                            | (long) LONGS.get(from, at + 3 * Long.BYTES);
            if ((all & HIGHS) != 0) {
                return true;
            }
            at += 4 * Long.BYTES;
        }
        while (at <= end - Long.BYTES) {
            if (((long) LONGS.get(from, at) & HIGHS) != 0) {
                return true;
            }
            at += Long.BYTES;
        }
        while (at < end) {
            if (from[at++] < 0) {
                return true;
            }
        }
        return false;
    }
}
