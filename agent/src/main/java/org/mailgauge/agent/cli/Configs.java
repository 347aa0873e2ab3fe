package org.mailgauge.agent.cli;

import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.conf.ConfigFile;
import org.mailgauge.agent.conf.ConfigFile.Loaded;
import org.mailgauge.agent.conf.Problem;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Loads the configuration for a command, and reports what is wrong with it. */
final class Configs {
    private Configs() {}

    /** For the commands that act on it: warnings and errors are printed. */
    static AgentConfig forServer(Path file, PrintWriter err) throws Failure {
        var loaded = ConfigFile.load(file);
        print(file, warnings(loaded), "warning: ", err);
        return good(file, loaded, err);
    }

    /** For the commands that only look: warnings are the server's business. */
    static AgentConfig forClient(Path file, PrintWriter err) throws Failure {
        return good(file, ConfigFile.load(file), err);
    }

    private static AgentConfig good(Path file, Loaded loaded, PrintWriter err) throws Failure {
        return switch (loaded) {
            case Loaded.Good(var config, _) -> config;
            case Loaded.Bad(var errors, _) -> {
                print(file, errors, "", err);
                throw new Failure(Exit.CONFIG, summary(file, errors));
            }
            case Loaded.Unreadable(var why) -> throw unreadable(why);
        };
    }

    static List<Problem> warnings(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good(_, var warnings) -> warnings;
            case Loaded.Bad(_, var warnings) -> warnings;
            case Loaded.Unreadable _ -> List.of();
        };
    }

    static Failure unreadable(String why) {
        return new Failure(Exit.NO_INPUT, why + "; name the configuration with --config FILE");
    }

    static String summary(Path file, List<Problem> errors) {
        return errors.size()
                + (errors.size() == 1 ? " error in " : " errors in ")
                + file
                + "; correct it and check it with: mailgauge check-config --config "
                + file;
    }

    static void print(Path file, List<Problem> problems, String prefix, PrintWriter to) {
        problems.forEach(problem -> to.println(prefix + problem.text(file.toString())));
    }
}
