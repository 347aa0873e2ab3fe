package org.mailgauge.planted.queue;

import org.mailgauge.planted.observe.KnowsTheQueue;

/** Allowed as such; together with what it knows a cycle. */
final class KnowsObservation {
    KnowsTheQueue observation() {
        return new KnowsTheQueue();
    }
}
