package org.mailgauge.agent.conf;

import java.util.ArrayList;
import java.util.List;

/** The defaults of the table, read by the same types as the file's values. */
final class Defaults {
    private Defaults() {}

    /** The default as values: none, one, or a list's. Required keys have none. */
    static <T> List<T> of(Key<T> key) {
        if (key.required() || key.fallback().isEmpty()) {
            return List.of();
        }
        var values = new ArrayList<T>();
        for (var text : texts(key)) {
            values.add(
                    key.type()
                            .read(text)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    key.path() + " has the default " + text)));
        }
        return List.copyOf(values);
    }

    /** The texts of the default, without YAML's quotes and brackets. */
    static List<String> texts(Key<?> key) {
        var parsed = YamlParser.parse(key.fallback());
        return switch (parsed) {
            case YamlParser.Result.Broken(var problem) ->
                    throw new IllegalStateException(key.path() + ": " + problem.message());
            case YamlParser.Result.Tree(Yaml.Scalar scalar) -> List.of(scalar.text());
            case YamlParser.Result.Tree(Yaml.Sequence sequence) ->
                    sequence.items().stream()
                            .filter(Yaml.Scalar.class::isInstance)
                            .map(item -> ((Yaml.Scalar) item).text())
                            .toList();
            case YamlParser.Result.Tree(Yaml.Mapping _) ->
                    throw new IllegalStateException(key.path() + " has a mapping for default");
        };
    }
}
