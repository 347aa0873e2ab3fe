package org.mailgauge.imap;

/**
 * What may be otherwise from server to server.
 *
 * @param appendLimit octets that a message which is appended may have (RFC 7889)
 * @param eightBitHeaders whether messages are taken that have 8-bit octets in their header
 *     sections, from a client that has not enabled UTF-8: UTF8=ACCEPT, which forbids that (RFC 9755
 *     section 4), is not offered then
 * @param unauthenticate whether UNAUTHENTICATE may come (RFC 8437)
 * @param fuzzy whether SEARCH=FUZZY is told (RFC 6203), as few messages have to be read for it
 * @param messages that a command works on
 */
public record ImapOffer(
        long appendLimit,
        boolean eightBitHeaders,
        boolean unauthenticate,
        boolean fuzzy,
        MessageLimit messages) {

    /** Whether an extension is offered. */
    boolean has(Extension extension) {
        return extension != Extension.UTF8 || !eightBitHeaders;
    }
}
