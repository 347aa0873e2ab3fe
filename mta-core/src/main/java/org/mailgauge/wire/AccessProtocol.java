package org.mailgauge.wire;

import org.mailgauge.auth.Service;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Net;

import java.time.Duration;

/**
 * A protocol by which users get at their mail, as all services of one application offer it. Safe
 * for use by any thread.
 */
public sealed interface AccessProtocol extends Probe permits Pop3Protocol, ImapProtocol {

    /** As logins know it. */
    Service service();

    /** The primary port of the protocol, also under TLS (assocApplicationProtocol). */
    int port();

    /** A client may take so long for a piece of what is sent to it. */
    Duration writeTimeout();

    /** A client may take so long to begin TLS. */
    Duration handshakeTimeout();

    /** Begins a conversation; nothing is sent before it runs. */
    Conversation begin(AccessService service, ServerParts parts, Net.Connection connection);

    /** What a refused client is told instead of the greeting. */
    byte[] refusal(Offer.Refusal why);

    /** applName, and the name of the listener without TLS. */
    default String name() {
        return service().label();
    }
}
