package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads a configuration file's text. Pure but for the files that the text names; total. */
public final class ConfigReader {
    private ConfigReader() {}

    /** Reads files that a configuration names. */
    public interface OtherFiles {
        /**
         * The text of a file.
         *
         * @param file absolute
         */
        String read(Path file) throws IOException;
    }

    /**
     * What a text gave.
     *
     * @param config null when there are errors
     * @param errors by line
     * @param warnings by line
     */
    public record Reading(
            @Nullable AgentConfig config, List<Problem> errors, List<Problem> warnings) {
        public Reading {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads a text.
     *
     * @param folder absolute; where relative paths start
     */
    public static Reading read(String text, Path folder, OtherFiles files) {
        return switch (YamlParser.parse(text)) {
            case YamlParser.Result.Broken(var problem) ->
                    new Reading(null, List.of(problem), List.of());
            case YamlParser.Result.Tree(var root) -> read(root, folder, files);
        };
    }

    private static Reading read(Yaml root, Path folder, OtherFiles files) {
        var errors = new ArrayList<Problem>();
        var warnings = new ArrayList<Problem>();
        var values = new SchemaReader(errors, warnings).read(root);
        CrossChecks.check(values, errors, warnings);
        var replyTable = new ReplyTableReader(values, folder, files, errors).read();
        var byLine =
                Comparator.comparing((Problem problem) -> problem.file(""))
                        .thenComparingInt(Problem::line);
        errors.sort(byLine);
        warnings.sort(byLine);
        return new Reading(
                errors.isEmpty() ? ConfigBuilder.build(values, folder, replyTable) : null,
                errors,
                warnings);
    }
}
