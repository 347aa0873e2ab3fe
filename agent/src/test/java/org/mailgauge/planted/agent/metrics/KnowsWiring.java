package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.agent.Anything;

final class KnowsWiring {
    boolean read(Anything thing) {
        return thing != null;
    }
}
