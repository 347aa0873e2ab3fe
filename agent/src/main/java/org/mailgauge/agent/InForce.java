package org.mailgauge.agent;

import org.mailgauge.agent.conf.AgentConfig;

import java.time.Instant;

/** The configuration in force. Safe for use by any thread. */
final class InForce {
    private record One(AgentConfig config, Instant loaded) {}

    private volatile One one;

    /**
     * @param loaded when it was read, by the wall clock
     */
    InForce(AgentConfig config, Instant loaded) {
        this.one = new One(config, loaded);
    }

    void become(AgentConfig config, Instant loaded) {
        one = new One(config, loaded);
    }

    AgentConfig config() {
        return one.config();
    }

    Instant loaded() {
        return one.loaded();
    }
}
