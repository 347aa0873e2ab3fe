package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that were given in one scope (the top, or one item of a list of mappings), already of
 * their types. One thread fills it, then it is only read.
 */
final class Values {
    private final String path;
    private final int line;
    private final Map<String, List<?>> given = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, List<Values>> items = new HashMap<>();

    /**
     * @param path the concrete path of the scope: empty, or such as {@code routes[2]}
     */
    Values(String path, int line) {
        this.path = path;
        this.line = line;
    }

    void put(Key<?> key, int at, List<?> values) {
        given.put(key.path(), List.copyOf(values));
        lines.put(key.path(), at);
    }

    void putItems(Section section, List<Values> scopes) {
        items.put(section.path(), List.copyOf(scopes));
    }

    String path() {
        return path;
    }

    int line() {
        return line;
    }

    boolean has(Key<?> key) {
        return given.containsKey(key.path());
    }

    /** Where the key stands; where the scope begins when it was not given. */
    int line(Key<?> key) {
        return lines.getOrDefault(key.path(), line);
    }

    /** The value, or the default; null only for a key without one. */
    <T> @Nullable T orNull(Key<T> key) {
        var all = all(key);
        return all.isEmpty() ? null : all.getFirst();
    }

    /** The value, or the default. */
    <T> T one(Key<T> key) {
        return Optional.ofNullable(orNull(key))
                .orElseThrow(() -> new IllegalStateException(key.path() + " has no value"));
    }

    /** All values of a list, or its default. */
    <T> List<T> all(Key<T> key) {
        var values = given.get(key.path());
        if (values == null) {
            return Defaults.of(key);
        }
        // put() is called with values that this key's own type has read.
        @SuppressWarnings("unchecked")
        var typed = (List<T>) values;
        return typed;
    }

    /** The items of a list of mappings. */
    List<Values> items(Section section) {
        return items.getOrDefault(section.path(), List.of());
    }
}
