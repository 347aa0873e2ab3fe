package org.mailgauge.port;

import java.io.IOException;
import java.io.Serial;

/** A TLS handshake that failed, or a TLS connection that broke. */
public final class TlsException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why; few, so that each can be counted. */
    public enum Reason {
        /** The handshake was not over in time. */
        TIMEOUT,
        /** The peer closed or reset the connection during the handshake. */
        GONE,
        /** What came is no TLS: plain text, or octets that make no record. */
        NOT_TLS,
        /** The peer speaks no version that we allow. */
        VERSION,
        /** No cipher suite, group or signature scheme in common. */
        NO_COMMON,
        /** The peer did not like our certificate, and said so. */
        OURS_REFUSED,
        /** We did not like the peer's certificate. */
        THEIRS_REFUSED,
        /** We have no certificate to show. */
        NO_CERTIFICATE,
        /** Any other alert or violation. */
        PROTOCOL
    }

    public TlsException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public TlsException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
