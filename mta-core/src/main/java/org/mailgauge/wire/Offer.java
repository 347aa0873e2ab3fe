package org.mailgauge.wire;

import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Net;

/**
 * What a listener offers to those who connect, in its protocol. Immutable; safe for use by any
 * thread.
 */
public interface Offer {

    /** Why a client is refused before a conversation begins. */
    enum Refusal {
        ADDRESS_FULL("too many connections from one address"),
        FULL("too many connections"),
        STRANGER("user may not use the socket");

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        /** As operators see it. */
        public String reason() {
            return reason;
        }
    }

    /** The name under which it is counted: {@code smtp-in}, {@code pop3s}. */
    String name();

    /** The name of its listener, for people: {@code smtp}. */
    String label();

    /** The number of its listener among those of its application, 1 to 9. */
    int number();

    /** Whether a peer comes from where the operator trusts; of such there may be more. */
    boolean trusts(IpAddress peer);

    /** Begins a conversation; nothing is sent before it runs. */
    Conversation begin(ServerParts parts, Net.Connection connection, boolean trusted);

    /** Counts a client that is refused. */
    void refused(ServerParts parts, Refusal why);

    /** What a refused client is told instead of the greeting; counted as told. */
    byte[] refusal(ServerParts parts, Refusal why);
}
