package org.mailgauge.agent;

import org.mailgauge.agent.cli.Cli;
import org.mailgauge.agent.cli.Exit;
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
        return new Cli(new Server(), out, err).run(args);
    }

    /** Starts the server for the command line. */
    private static final class Server implements Launcher {
        @Override
        public Exit serve(AgentConfig config, Path file) {
            return Exit.UNAVAILABLE;
        }

        @Override
        public Exit demo(AgentConfig config, Path file) {
            return Exit.UNAVAILABLE;
        }
    }
}
