package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.config.Pop3Limits;

/**
 * The POP3 server.
 *
 * @param listen null for "off"
 * @param listenTls with TLS from the first octet; null for "off"
 */
public record Pop3Config(
        @Nullable Endpoint listen, @Nullable Endpoint listenTls, Pop3Limits limits) {}
