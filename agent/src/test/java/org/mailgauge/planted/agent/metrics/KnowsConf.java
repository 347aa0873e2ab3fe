package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.agent.conf.KnowsMetrics;

/** Allowed as such; together with what it knows a cycle. */
public final class KnowsConf {
    boolean read(KnowsMetrics thing) {
        return thing != null;
    }
}
