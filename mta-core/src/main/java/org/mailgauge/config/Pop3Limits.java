package org.mailgauge.config;

import java.time.Duration;

/**
 * Limits and deadlines of the POP3 server.
 *
 * @param autologout wait for the next command (RFC 1939 section 3: at least 10 minutes)
 * @param writeTimeout a client may take so long for a piece of what is sent to it
 * @param handshakeTimeout for TLS
 * @param errors commands that are none or not in their place, and failed logins, until a client is
 *     sent away
 */
public record Pop3Limits(
        Duration autologout, Duration writeTimeout, Duration handshakeTimeout, int errors) {
    /** The shortest {@link #autologout} that RFC 1939 allows. */
    public static final Duration SHORTEST_AUTOLOGOUT = Duration.ofMinutes(10);

    public static final Pop3Limits DEFAULT =
            new Pop3Limits(SHORTEST_AUTOLOGOUT, Duration.ofMinutes(1), Duration.ofMinutes(1), 10);

    public Pop3Limits {
        if (autologout.compareTo(SHORTEST_AUTOLOGOUT) < 0) {
            throw new IllegalArgumentException("autologout " + autologout);
        }
    }
}
