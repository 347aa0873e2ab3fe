package org.mailgauge.agent;

import org.mailgauge.agent.cli.Cli;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.cli.Launcher;
import org.mailgauge.agent.conf.AgentConfig;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The entry of {@code bin/mailgauge}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        var err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8));
        System.exit(run(out, err, args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new Cli(new Server(out, err), out, err).run(args);
    }

    /** Starts the server for the command line. */
    private record Server(PrintWriter out, PrintWriter err) implements Launcher {

        private interface Work {
            Exit run(Lifecycle lifecycle) throws Failure;
        }

        @Override
        public Exit serve(AgentConfig config, Path file) throws Failure {
            return live(config, life -> Wiring.run(config, life::serve));
        }

        @Override
        public Exit demo(AgentConfig config, Path file) throws Failure {
            return live(config, life -> Demonstration.run(config, life, out));
        }

        private Exit live(AgentConfig config, Work work) throws Failure {
            if (System.getProperty("user.name", "").equals("root")) {
                err.println(
                        "warning: running as root, which Mailgauge never needs: start it as an"
                                + " account of its own");
                err.flush();
            }
            var life = new Lifecycle(out);
            life.catchSignals();
            try (var _ = Logs.start(config.logLevel())) {
                return work.run(life);
            } catch (Failure failure) {
                life.end(failure.exit());
                throw failure;
            } finally {
                life.ended();
            }
        }
    }
}
