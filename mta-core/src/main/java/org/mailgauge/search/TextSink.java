package org.mailgauge.search;

/**
 * Is shown the texts of a content as searches see them: each from its beginning to its end, in
 * pieces of octets that are ASCII or {@linkplain Casemap#fold folded}.
 */
public interface TextSink {

    /** What a text is. */
    enum Place {
        /** The name of a field of the message's own header section. */
        NAME,
        /** A line of a header section, or a part of one. */
        HEADER,
        /** A text of the body, or a header line of a message in it. */
        BODY
    }

    /** A text begins, and the one before it has ended. */
    void begin(Place place);

    /** The next piece of it, of which nothing is kept. */
    void look(byte[] octets, int from, int to);
}
