package org.mailgauge.planted.agent.metrics;

import org.mailgauge.planted.observe.MtaEvent.Status;

final class ReadsStatus {
    boolean read(Status thing) {
        return thing != null;
    }
}
