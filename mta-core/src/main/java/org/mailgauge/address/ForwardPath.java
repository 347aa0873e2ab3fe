package org.mailgauge.address;

/**
 * A recipient: the argument of RCPT TO (RFC 5321 section 4.1.1.3); any source route has been
 * dropped. A bare {@code postmaster} is a mailbox of the server's own host name by the time it gets
 * here.
 */
public record ForwardPath(Mailbox mailbox) {

    /** The domain by which the recipient is routed. */
    public String domain() {
        return mailbox.domain();
    }

    @Override
    public String toString() {
        return mailbox.toString();
    }
}
