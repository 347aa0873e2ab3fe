package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.observe.MtaEvent;

final class HearsEvents {
    boolean read(MtaEvent thing) {
        return thing != null;
    }
}
