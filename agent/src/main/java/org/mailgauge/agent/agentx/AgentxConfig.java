package org.mailgauge.agent.agentx;

import org.mailgauge.address.Endpoint;
import org.snmp4j.smi.OID;

import java.time.Duration;
import java.util.List;

/**
 * How the sub-agent works.
 *
 * @param regions what it registers
 * @param priority of its registrations, from 1 to 255; the smallest wins
 * @param timeout how long the master may wait for us, and we for the master; whole seconds, 1 to
 *     255
 * @param ping how often the master is asked whether it lives
 * @param name who we are, to the master
 * @param id the product, to the master
 */
public record AgentxConfig(
        Master master,
        List<OID> regions,
        int priority,
        Duration timeout,
        Duration ping,
        String name,
        OID id) {
    public AgentxConfig {
        regions = List.copyOf(regions);
    }

    /** Where the master listens. */
    public sealed interface Master {
        /** A Unix-domain socket, by its absolute path. */
        record Local(String path) implements Master {
            @Override
            public String toString() {
                return "unix:" + path;
            }
        }

        record Tcp(Endpoint endpoint) implements Master {
            @Override
            public String toString() {
                return endpoint.toString();
            }
        }
    }
}
