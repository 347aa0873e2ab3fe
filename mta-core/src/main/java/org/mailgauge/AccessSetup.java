package org.mailgauge;

import org.mailgauge.address.Endpoint;
import org.mailgauge.auth.LoginService;
import org.mailgauge.wire.AccessProtocol;

import java.util.List;

/**
 * A protocol by which users get at their mail: where, and for whom.
 *
 * @param listeners none when it is not offered
 */
public record AccessSetup(List<At> listeners, AccessProtocol protocol, LoginService logins) {
    public AccessSetup {
        listeners = List.copyOf(listeners);
    }

    /**
     * Where it listens.
     *
     * @param tls whether TLS comes first
     */
    public record At(boolean tls, Endpoint endpoint) {}
}
