package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;

/**
 * A protocol by which users get at their mail.
 *
 * @param listen null for "off"
 * @param listenTls with TLS from the first octet; null for "off"
 * @param limits of its server
 */
public record AccessConfig<L>(@Nullable Endpoint listen, @Nullable Endpoint listenTls, L limits) {}
