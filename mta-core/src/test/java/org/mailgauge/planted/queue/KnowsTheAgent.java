package org.mailgauge.planted.queue;

import org.mailgauge.planted.agent.Anything;

final class KnowsTheAgent {
    Anything anything() {
        return new Anything();
    }
}
