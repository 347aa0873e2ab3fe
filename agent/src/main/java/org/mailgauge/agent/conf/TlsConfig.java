package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.tls.PairFiles;

import java.nio.file.Path;
import java.util.List;

/**
 * The part of the configuration that is about TLS; paths are absolute.
 *
 * @param pairs the first is the default; none: one is made
 * @param tls12 whether TLS 1.2 is allowed beside 1.3
 * @param clients the authorities whose client certificates count; null when none is asked for
 */
public record TlsConfig(List<PairFiles> pairs, boolean tls12, @Nullable Path clients) {
    public TlsConfig {
        pairs = List.copyOf(pairs);
    }
}
