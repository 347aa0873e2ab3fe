package org.mailgauge.planted.agent.conf;

import org.mailgauge.planted.agent.metrics.KnowsConf;

/** One half of a cycle. */
public final class KnowsMetrics {
    boolean read(KnowsConf thing) {
        return thing != null;
    }
}
