package org.mailgauge.agent.conf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks a YAML tree against the table, line by line, and keeps what is right. */
final class SchemaReader {
    private static final Map<String, Map<String, Entry>> CHILDREN = children();

    private final List<Problem> errors;
    private final List<Problem> warnings;

    SchemaReader(List<Problem> errors, List<Problem> warnings) {
        this.errors = errors;
        this.warnings = warnings;
    }

    private static Map<String, Map<String, Entry>> children() {
        var all = new LinkedHashMap<String, Map<String, Entry>>();
        for (var entry : Keys.table()) {
            all.computeIfAbsent(entry.parent(), _ -> new LinkedHashMap<>())
                    .put(entry.name(), entry);
        }
        return all;
    }

    /** The entries of a section (empty path: the top), by name. */
    static Map<String, Entry> children(String section) {
        return CHILDREN.getOrDefault(section, Map.of());
    }

    Values read(Yaml root) {
        var values = new Values("", 1);
        if (root instanceof Yaml.Mapping mapping) {
            mapping(mapping, "", "", values);
        } else {
            errors.add(Problem.of(root.line(), "", root.kind(), "a mapping of keys"));
        }
        missing("", values);
        return values;
    }

    /**
     * Checks the keys of one mapping.
     *
     * @param section the path in the table
     * @param path the path in the file
     */
    private void mapping(Yaml.Mapping mapping, String section, String path, Values into) {
        Set<String> seen = new HashSet<>();
        for (var entry : mapping.entries()) {
            var at = path.isEmpty() ? entry.key() : path + "." + entry.key();
            var known = children(section).get(entry.key());
            if (known == null) {
                unknown(section, entry, at);
            } else if (!seen.add(entry.key())) {
                errors.add(Problem.of(entry.line(), at, "the key again", "it once"));
            } else {
                value(known, entry, at, into);
            }
        }
    }

    private void unknown(String section, Yaml.Entry entry, String at) {
        var names = children(section).keySet();
        errors.add(
                Problem.unknown(
                        entry.line(),
                        at,
                        names.stream().collect(Collectors.joining(", ")),
                        nearest(section, entry.key())));
    }

    /** The full path of the entry whose name is nearest; the section's own first. */
    private static String nearest(String section, String typed) {
        var byName = new LinkedHashMap<String, String>();
        children(section).forEach((name, entry) -> byName.put(name, entry.path()));
        for (var entry : Keys.table()) {
            byName.putIfAbsent(entry.name(), entry.path());
        }
        return byName.getOrDefault(Nearest.of(typed, byName.keySet()), "");
    }

    private void value(Entry known, Yaml.Entry entry, String at, Values into) {
        int errorsBefore = errors.size();
        switch (known) {
            case Key<?> key -> keyValue(key, entry, at, into);
            case Section section when section.many() -> items(section, entry, at, into);
            case Section section -> {
                if (entry.value() instanceof Yaml.Mapping mapping) {
                    mapping(mapping, section.path(), at, into);
                } else {
                    wrongKind(entry, at, "a mapping of " + names(section));
                }
            }
        }
        if (!known.built() && errors.size() == errorsBefore && !isOff(entry.value())) {
            notBuilt(known, entry, at);
        }
    }

    /** Warns once for the outermost entry that is not built. */
    private void notBuilt(Entry known, Yaml.Entry entry, String at) {
        boolean outermost =
                Keys.table().stream()
                        .filter(above -> above.path().equals(known.parent()))
                        .allMatch(Entry::built);
        if (outermost) {
            warnings.add(Problem.notBuilt(entry.line(), at, known.part()));
        }
    }

    private static boolean isOff(Yaml value) {
        return value instanceof Yaml.Scalar scalar && scalar.text().equals("off");
    }

    private void items(Section section, Yaml.Entry entry, String at, Values into) {
        if (!(entry.value() instanceof Yaml.Sequence sequence)) {
            wrongKind(entry, at, "a list of mappings of " + names(section));
            return;
        }
        var scopes = new ArrayList<Values>();
        for (int i = 0; i < sequence.items().size(); i++) {
            var item = sequence.items().get(i);
            var itemPath = at + "[" + i + "]";
            var scope = new Values(itemPath, item.line());
            if (item instanceof Yaml.Mapping mapping) {
                mapping(mapping, section.path(), itemPath, scope);
                missing(section.path(), scope);
            } else {
                errors.add(
                        Problem.of(
                                item.line(),
                                itemPath,
                                item.kind(),
                                "a mapping of " + names(section)));
            }
            scopes.add(scope);
        }
        into.putItems(section, scopes);
    }

    private void missing(String section, Values scope) {
        for (var entry : children(section).values()) {
            if (entry instanceof Key<?> key && key.required() && !scope.has(key)) {
                var path = scope.path().isEmpty() ? key.name() : scope.path() + "." + key.name();
                boolean bad = errors.stream().anyMatch(problem -> problem.key().equals(path));
                if (!bad) {
                    errors.add(Problem.of(scope.line(), path, "nothing", key.type().accepted()));
                }
            }
        }
    }

    private <T> void keyValue(Key<T> key, Yaml.Entry entry, String at, Values into) {
        if (!key.many()) {
            var read = scalar(key, entry.value(), at);
            if (!read.isEmpty()) {
                into.put(key, entry.line(), read, texts(entry.value()));
            }
            return;
        }
        if (!(entry.value() instanceof Yaml.Sequence sequence)) {
            wrongKind(entry, at, "a list, each item " + key.type().accepted());
            return;
        }
        var all = new ArrayList<T>();
        for (int i = 0; i < sequence.items().size(); i++) {
            all.addAll(scalar(key, sequence.items().get(i), at + "[" + i + "]"));
        }
        into.put(key, entry.line(), all, texts(sequence));
    }

    /** As it was written, for people. */
    private static List<String> texts(Yaml value) {
        return switch (value) {
            case Yaml.Scalar scalar -> List.of(scalar.text());
            case Yaml.Sequence sequence ->
                    sequence.items().stream().flatMap(item -> texts(item).stream()).toList();
            case Yaml.Mapping _ -> List.of();
        };
    }

    /** The value, or nothing after it has been reported. */
    private <T> List<T> scalar(Key<T> key, Yaml value, String at) {
        var accepted = key.type().accepted();
        if (!(value instanceof Yaml.Scalar scalar)) {
            errors.add(Problem.of(value.line(), at, value.kind(), accepted));
            return List.of();
        }
        if (scalar.none()) {
            errors.add(Problem.of(value.line(), at, "nothing", accepted));
            return List.of();
        }
        var read = key.type().read(scalar.text());
        if (read.isEmpty()) {
            var complaint = key.type().complaint().apply(scalar.text());
            errors.add(
                    complaint.isEmpty()
                            ? Problem.of(value.line(), at, shown(key, scalar.text()), accepted)
                            : new Problem(value.line(), at, complaint));
        }
        return read.stream().toList();
    }

    private static String shown(Key<?> key, String text) {
        boolean secret =
                key.path().endsWith("passphrase")
                        || key.path().endsWith("secret")
                        || key.type().equals(Types.SECRET);
        return secret
                ? "a text of " + text.length() + " characters"
                : "\"" + Text.printable(text, 60) + "\"";
    }

    private void wrongKind(Yaml.Entry entry, String at, String accepted) {
        var value = entry.value();
        var found =
                value instanceof Yaml.Scalar scalar
                        ? scalar.none() ? "nothing" : "a single value"
                        : value.kind();
        errors.add(Problem.of(value.line(), at, found, accepted));
    }

    private static String names(Section section) {
        return String.join(", ", children(section.path()).keySet());
    }
}
