package org.mailgauge.imap;

/**
 * Looks for 8-bit octets in the header section of a message that streams by (RFC 9755 section 4).
 * Used by one thread, for one message.
 */
public final class HeaderOctets {
    private boolean ended;
    private boolean eightBit;

    /** Octets of the line so far; 2 stands for more. */
    private int line;

    private boolean cr;

    /** Takes the next octets; what is behind the empty line at the section's end is passed over. */
    public void take(byte[] octets, int offset, int count) {
        for (int i = offset; i < offset + count && !ended; i++) {
            take(octets[i]);
        }
    }

    private void take(byte octet) {
        if (octet == '\n') {
            ended = line == 0 || (line == 1 && cr);
            line = 0;
        } else {
            eightBit |= octet < 0;
            line = Math.min(line + 1, 2);
        }
        cr = octet == '\r';
    }

    /** Whether one was there. */
    public boolean eightBit() {
        return eightBit;
    }
}
