package org.mailgauge.pop3;

/**
 * The messages of a maildrop as they were when it was opened (RFC 1939 section 4). Nothing in it
 * changes while the session lasts, so every call gives the same answer each time. Messages are
 * counted from 0 here; a client's message 1 is number 0. Safe for use by any thread; no call waits.
 */
public interface Listing {

    /** How many messages there are. */
    int messages();

    /**
     * The size of a message as it is sent: octets with CRLF line ends, without dot-stuffing and the
     * final dot (RFC 1939 section 11). A last line without CRLF is sent with one, which counts.
     */
    long octets(int message);

    /**
     * The unique-id of a message (RFC 1939 section 7): 1 to 70 characters of 0x21 to 0x7E, no other
     * message of the maildrop has it, now or ever, and the same message has it in every session.
     */
    String uidl(int message);

    /**
     * Whether the header section has text in UTF-8 beyond ASCII (RFC 6532), so that only a client
     * that said UTF8 may have it (RFC 6856). Header sections that are merely 8-bit in another or an
     * unknown charset are not meant: those are sent as they came.
     */
    boolean international(int message);
}
