package org.mailgauge.agent.conf;

import org.mailgauge.address.Endpoint;

import java.time.Duration;

/**
 * The AgentX sub-agent's part of the configuration.
 *
 * @param priority of its registrations, from 1 to 255; the smallest wins
 * @param associations whether the tables of associations are served too
 * @param timeout how long each side waits for the other
 * @param ping how often the master is asked whether it lives
 */
public record SubagentConfig(
        Master master, int priority, boolean associations, Duration timeout, Duration ping) {

    /** Where the master listens. */
    public sealed interface Master {
        /** A Unix-domain socket, by its absolute path. */
        record Local(String path) implements Master {}

        /** On loopback. */
        record Tcp(Endpoint endpoint) implements Master {}
    }
}
