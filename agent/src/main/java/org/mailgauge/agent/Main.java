package org.mailgauge.agent;

import org.mailgauge.agent.cli.Cli;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.cli.Launcher;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.snmp.SnmpClientCommand;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The entry of {@code bin/mailgauge}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8));
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new Cli(new Server(out), out, err).run(args);
    }

    /** Starts the server for the command line. */
    private record Server(PrintWriter out) implements Launcher {
        /** Beyond the time to stop, for closing what is left. */
        private static final Duration CLOSING = Duration.ofSeconds(10);

        @Override
        public Exit serve(AgentConfig config, Path file, boolean json) throws Failure {
            return run(config, file, false, json);
        }

        @Override
        public Exit demo(AgentConfig config, Path file, boolean json) throws Failure {
            return run(config, file, true, json);
        }

        @Override
        public Exit watch(AgentConfig config, Path file, boolean json) throws Failure {
            return run(
                    config,
                    life ->
                            new WatchWiring(config, file, life, new Announcement(config, out, json))
                                    .watch());
        }

        @Override
        public List<Neighbour> discover(AgentConfig config) throws Failure {
            return Discovery.of(config);
        }

        @Override
        public List<Verified> verify(AgentConfig config) throws Failure {
            return Verification.of(config);
        }

        @Override
        public Optional<SnmpClientCommand> snmp(AgentConfig config) {
            return SnmpSettings.of(config)
                    .map(settings -> new SnmpClientCommand(settings, config.dataDir()));
        }

        /** What runs until its lifecycle ends. */
        private interface Life {
            Exit run(Lifecycle life) throws Failure;
        }

        private Exit run(AgentConfig config, Path file, boolean demo, boolean json) throws Failure {
            return run(
                    config,
                    life ->
                            new Wiring(config, file, life, new Announcement(config, out, json))
                                    .serve(demo));
        }

        private static Exit run(AgentConfig config, Life run) throws Failure {
            Logging.start(config.logLevel());
            var life = new Lifecycle();
            life.hearHangup();
            life.onSignal(config.stopWithin().plus(CLOSING));
            try {
                return run.run(life);
            } finally {
                Logging.stop();
                life.ended();
            }
        }
    }
}
