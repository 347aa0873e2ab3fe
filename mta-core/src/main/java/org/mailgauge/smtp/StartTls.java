package org.mailgauge.smtp;

/** What a server's session says to STARTTLS (RFC 3207), and whether it offers it. */
public enum StartTls {
    /** There is none here: 502. */
    NONE,
    /** There will be, but not now: 454. */
    NOT_READY,
    /** EHLO offers it. */
    OFFERED,
    /** TLS is active: it is not offered any more, and refused with 503. */
    ACTIVE
}
