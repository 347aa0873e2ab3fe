package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.host.KnowsTheQueue;

final class KnowsAdapters {
    boolean read(KnowsTheQueue thing) {
        return thing != null;
    }
}
