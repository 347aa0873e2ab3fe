package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What starts the server, and what is built from its configuration. */
public interface Launcher {

    /**
     * Runs the server until it is told to end.
     *
     * @param json whether it says in JSON what listens where
     */
    Exit serve(AgentConfig config, Path file, boolean json) throws Failure;

    /** Watches foreign MTAs, without an MTA of ours, until it is told to end. */
    Exit watch(AgentConfig config, Path file, boolean json) throws Failure;

    /** What there is to watch on this host; a failure says why there is nothing. */
    List<Neighbour> discover(AgentConfig config) throws Failure;

    /** Compares what is read of the queues of those that are watched with what they tell. */
    List<Verified> verify(AgentConfig config) throws Failure;

    /**
     * What a comparison came to.
     *
     * @param messages in the queue
     * @param differences a line each
     */
    record Verified(String name, long messages, List<String> differences) {
        public Verified {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A foreign MTA on this host.
     *
     * @param config where its configuration is
     * @param configured whether ours names it
     * @param name what it calls itself; empty when it does not tell
     * @param version likewise
     * @param readable what of it can be read, in words
     * @param missing what not, each with what to do about it
     */
    record Neighbour(
            String type,
            String config,
            boolean configured,
            String name,
            String version,
            List<String> readable,
            List<String> missing) {
        public Neighbour {
            readable = List.copyOf(readable);
            missing = List.copyOf(missing);
        }
    }

    /** Runs the server with a next hop and traffic of its own, for a bounded time. */
    Exit demo(AgentConfig config, Path file, boolean json) throws Failure;

    /** The client of the SNMP agent; empty when the agent is off. */
    Optional<SnmpClientCommand> snmp(AgentConfig config);
}
