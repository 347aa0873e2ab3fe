package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** For commands that start nothing. */
public class NoServer implements Launcher {
    @Override
    public Exit serve(AgentConfig config, Path file, boolean json) throws Failure {
        throw new AssertionError();
    }

    @Override
    public Exit watch(AgentConfig config, Path file, boolean json) throws Failure {
        throw new AssertionError();
    }

    @Override
    public List<Neighbour> discover(AgentConfig config) {
        throw new AssertionError();
    }

    @Override
    public List<Verified> verify(AgentConfig config) {
        throw new AssertionError();
    }

    @Override
    public Exit demo(AgentConfig config, Path file, boolean json) throws Failure {
        throw new AssertionError();
    }

    @Override
    public Optional<SnmpClientCommand> snmp(AgentConfig config) {
        return Optional.empty();
    }
}
