package org.mailgauge.agent.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a running server makes of its configuration file when it reads it again. */
public sealed interface Reload {

    /**
     * The file is good.
     *
     * @param next what is to be in force: the file, but with the values in force of keys that take
     *     effect at a start only
     * @param warnings for the operator
     */
    record Good(AgentConfig next, Changes changes, List<Problem> warnings) implements Reload {
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /** Nothing may change. */
    record Bad(List<Problem> errors, List<Problem> warnings) implements Reload {
        public Bad {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    /** There is no such file, or it can't be read. */
    record Unreadable(String why) implements Reload {}

    /** Reads the file again, with all checks of a start; changes nothing. */
    static Reload of(Path file, AgentConfig running) {
        return switch (ConfigFile.load(file)) {
            case ConfigFile.Loaded.Unreadable(var why) -> new Unreadable(why);
            case ConfigFile.Loaded.Bad(var errors, var warnings) -> new Bad(errors, warnings);
            case ConfigFile.Loaded.Good(var read, var warnings) ->
                    mixed(file, running, read, warnings);
        };
    }

    /** The file may be good for a start, and yet not fit what cannot change before that. */
    private static Reload mixed(
            Path file, AgentConfig running, AgentConfig read, List<Problem> warnings) {
        var values = read.values().over(running.values());
        var errors = new ArrayList<Problem>();
        CrossChecks.check(values, errors, new ArrayList<>());
        if (!errors.isEmpty()) {
            return new Bad(errors.stream().map(Reload::beforeAStart).toList(), warnings);
        }
        var table = read.mta().queue().replyTable();
        var next = ConfigBuilder.build(values, ConfigFile.folder(file), table);
        return new Good(next, Changes.between(running, read), warnings);
    }

    private static Problem beforeAStart(Problem problem) {
        return new Problem(
                problem.line(),
                problem.key(),
                problem.message()
                        + "; with what is in force until the next start: restart the server instead");
    }
}
