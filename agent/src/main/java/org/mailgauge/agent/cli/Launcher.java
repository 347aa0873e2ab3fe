package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import java.nio.file.Path;
import java.util.Optional;

/** What starts the server, and what is built from its configuration. */
public interface Launcher {

    /**
     * Runs the server until it is told to end.
     *
     * @param json whether it says in JSON what listens where
     */
    Exit serve(AgentConfig config, Path file, boolean json) throws Failure;

    /** Runs the server with a next hop and traffic of its own, for a bounded time. */
    Exit demo(AgentConfig config, Path file, boolean json) throws Failure;

    /** The client of the SNMP agent; empty when the agent is off. */
    Optional<SnmpClientCommand> snmp(AgentConfig config);
}
