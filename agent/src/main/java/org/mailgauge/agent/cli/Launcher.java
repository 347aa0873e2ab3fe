package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;

import java.nio.file.Path;

/** What starts the server. Returns when it has ended. */
public interface Launcher {

    /** Runs the server until it is told to end. */
    Exit serve(AgentConfig config, Path file) throws Failure;

    /** Runs the server with a next hop and traffic of its own, for a bounded time. */
    Exit demo(AgentConfig config, Path file) throws Failure;
}
