package org.mailgauge.imap;

/**
 * Makes CRLF of each LF without CR, as texts stream by; a CR without LF stays. Used by one thread,
 * for one message.
 */
public final class LineEnds {
    private boolean cr;
    private boolean nul;

    /** Octets that so many may become. */
    public static int room(int length) {
        return 2 * length;
    }

    /**
     * Takes the next octets where there is nothing to do about them.
     *
     * @return false when there is: then they are still to be taken
     */
    public boolean passes(byte[] from, int offset, int length) {
        boolean last = cr;
        for (int i = offset; i < offset + length; i++) {
            byte octet = from[i];
            if (octet == 0 || (octet == '\n' && !last)) {
                return false;
            }
            last = octet == '\r';
        }
        cr = last;
        return true;
    }

    /**
     * Takes the next octets.
     *
     * @param into has {@link #room} for them
     * @return the octets put, from the first on
     */
    public int take(byte[] from, int offset, int length, byte[] into) {
        int at = 0;
        for (int i = offset; i < offset + length; i++) {
            byte octet = from[i];
            if (octet == '\n' && !cr) {
                into[at++] = '\r';
            }
            cr = octet == '\r';
            nul |= octet == 0;
            into[at++] = octet;
        }
        return at;
    }

    /** Takes octets that stay as they are, whatever they are. */
    public void keep(byte[] from, int offset, int length) {
        if (length > 0) {
            cr = from[offset + length - 1] == '\r';
        }
    }

    /** Whether NUL was in a text. */
    public boolean nul() {
        return nul;
    }
}
