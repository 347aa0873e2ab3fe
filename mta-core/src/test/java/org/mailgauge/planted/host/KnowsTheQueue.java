package org.mailgauge.planted.host;

import org.mailgauge.planted.queue.Known;

/** Breaks the rule of its room. */
public final class KnowsTheQueue {
    Known queue() {
        return new Known();
    }
}
