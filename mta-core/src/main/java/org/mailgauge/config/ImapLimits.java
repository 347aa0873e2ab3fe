package org.mailgauge.config;

import java.time.Duration;

/**
 * Limits, deadlines and choices of the IMAP server.
 *
 * @param autologout wait for the next command, or in IDLE (RFC 9051 section 5.4: at least 30
 *     minutes once somebody is logged in)
 * @param loginTimeout wait for a command while nobody is logged in
 * @param writeTimeout a client may take so long for a piece of what is sent to it
 * @param handshakeTimeout for TLS
 * @param errors commands that are none or not in their place, and failed logins, until a client is
 *     sent away
 * @param sessions of one account at a time
 * @param eightBitHeaders whether messages with 8-bit octets in their header sections are taken from
 *     any client, and UTF8=ACCEPT is not offered
 * @param unauthenticate whether a connection may log out and in again (RFC 8437)
 * @param messages that a command works on at most (RFC 9738); 0 for any number
 * @param savesOnly whether that holds for COPY and APPEND only
 */
public record ImapLimits(
        Duration autologout,
        Duration loginTimeout,
        Duration writeTimeout,
        Duration handshakeTimeout,
        int errors,
        int sessions,
        boolean eightBitHeaders,
        boolean unauthenticate,
        int messages,
        boolean savesOnly) {
    /** The shortest {@link #autologout} that RFC 9051 allows. */
    public static final Duration SHORTEST_AUTOLOGOUT = Duration.ofMinutes(30);

    public static final ImapLimits DEFAULT =
            new ImapLimits(
                    SHORTEST_AUTOLOGOUT,
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    20,
                    100,
                    false,
                    false,
                    0,
                    false);

    public ImapLimits {
        if (autologout.compareTo(SHORTEST_AUTOLOGOUT) < 0) {
            throw new IllegalArgumentException("autologout " + autologout);
        }
    }
}
