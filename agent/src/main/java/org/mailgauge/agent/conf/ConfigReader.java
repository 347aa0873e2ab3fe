package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads a configuration file's text. Pure and total. */
public final class ConfigReader {
    private ConfigReader() {}

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
     * @param folder absolute; where a relative {@code data-dir} starts
     */
    public static Reading read(String text, Path folder) {
        return switch (YamlParser.parse(text)) {
            case YamlParser.Result.Broken(var problem) ->
                    new Reading(null, List.of(problem), List.of());
            case YamlParser.Result.Tree(var root) -> read(root, folder);
        };
    }

    private static Reading read(Yaml root, Path folder) {
        var errors = new ArrayList<Problem>();
        var warnings = new ArrayList<Problem>();
        var values = new SchemaReader(errors, warnings).read(root);
        CrossChecks.check(values, errors, warnings);
        var byLine = Comparator.comparingInt(Problem::line);
        errors.sort(byLine);
        warnings.sort(byLine);
        return new Reading(
                errors.isEmpty() ? ConfigBuilder.build(values, folder) : null, errors, warnings);
    }
}
