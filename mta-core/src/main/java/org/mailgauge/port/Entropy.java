package org.mailgauge.port;

/** Randomness for ids, tokens and jitter. Safe for use by any thread. */
public interface Entropy {

    /** 64 unpredictable bits. */
    long bits();

    /** Fills the array with unpredictable octets. */
    void fill(byte[] into);

    /** A number that is evenly spread over [0, 1). */
    default double fraction() {
        return (bits() >>> 11) * 0x1.0p-53;
    }
}
