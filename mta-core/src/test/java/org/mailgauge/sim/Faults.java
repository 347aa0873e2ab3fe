package org.mailgauge.sim;

/**
 * How one simulated connection behaves.
 *
 * @param chunks how a read is cut
 * @param window octets that a direction holds before a write waits for the reader
 * @param resetToServerAfter octets after which the direction from the connecting to the listening
 *     side breaks, or {@link #NEVER}
 * @param resetToClientAfter the same for the other direction
 * @param dead a half-open connection: what is written vanishes and nothing comes
 */
public record Faults(
        Chunks chunks, int window, long resetToServerAfter, long resetToClientAfter, boolean dead) {
    public static final long NEVER = Long.MAX_VALUE;

    /** A sound connection whose reads give what is there. */
    public static final Faults NONE = new Faults(Chunks.WHOLE, 65_536, NEVER, NEVER, false);

    /** How much one read gives at most. */
    public enum Chunks {
        /** All that is there. */
        WHOLE,
        /** One octet. */
        ONE_BYTE,
        /** One octet to all that is there, as the seed decides. */
        RANDOM
    }

    public Faults withChunks(Chunks other) {
        return new Faults(other, window, resetToServerAfter, resetToClientAfter, dead);
    }

    public Faults withWindow(int octets) {
        return new Faults(chunks, octets, resetToServerAfter, resetToClientAfter, dead);
    }

    /** Resets the connection once the listening side could have read so many octets. */
    public Faults resetToServer(long after) {
        return new Faults(chunks, window, after, resetToClientAfter, dead);
    }

    /** Resets the connection once the connecting side could have read so many octets. */
    public Faults resetToClient(long after) {
        return new Faults(chunks, window, resetToServerAfter, after, dead);
    }

    public Faults halfOpen() {
        return new Faults(chunks, window, resetToServerAfter, resetToClientAfter, true);
    }
}
