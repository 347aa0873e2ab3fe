package org.mailgauge.mailaccess;

/** What messages are worth that a search has found (RFC 6203 section 4). Used by one thread. */
final class Relevancies {
    /** All are worth as much. */
    static final Relevancies NONE = new Relevancies(0);

    private static final int MOST = 100;

    /** By sequence numbers. */
    private final byte[] worth;

    /**
     * @param messages of the view
     */
    Relevancies(int messages) {
        worth = new byte[messages];
    }

    /**
     * Keeps what a message is worth.
     *
     * @param relevancy 1 to 100
     */
    void put(int sequence, int relevancy) {
        if (sequence > 0 && sequence <= worth.length) {
            worth[sequence - 1] = (byte) relevancy;
        }
    }

    /** 1 to 100. */
    int of(int sequence) {
        boolean known = sequence > 0 && sequence <= worth.length && worth[sequence - 1] > 0;
        return known ? worth[sequence - 1] : MOST;
    }
}
