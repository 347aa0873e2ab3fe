package org.mailgauge.search;

/** Takes texts that come in pieces. */
interface TextStream {

    /** Another text begins. */
    void begin();

    /** Takes a piece of octets that are ASCII, or folded. */
    void feed(byte[] octets, int from, int to);
}
