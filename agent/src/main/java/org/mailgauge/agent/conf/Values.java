package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
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
    private final Map<String, List<String>> written = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, List<Values>> items = new HashMap<>();

    /**
     * @param path the concrete path of the scope: empty, or such as {@code routes[2]}
     */
    Values(String path, int line) {
        this.path = path;
        this.line = line;
    }

    /**
     * Takes what was given.
     *
     * @param texts of the values, as they were written
     */
    void put(Key<?> key, int at, List<?> values, List<String> texts) {
        given.put(key.path(), List.copyOf(values));
        written.put(key.path(), List.copyOf(texts));
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

    /** The texts of all values, or of its default. */
    List<String> texts(Key<?> key) {
        var texts = written.get(key.path());
        boolean none = key.required() || key.fallback().isEmpty();
        return texts != null ? texts : none ? List.of() : Defaults.texts(key);
    }

    /**
     * What a server that runs with others has when it has read these: of keys that take effect at a
     * start only it keeps what it has.
     */
    Values over(Values running) {
        var mixed = new Values(path, line);
        for (var entry : Keys.table()) {
            switch (entry) {
                case Key<?> key when !key.path().contains("[]") ->
                        mixed.take(key.path(), key.takes() == Takes.RELOAD ? this : running);
                case Section section when section.many() ->
                        mixed.take(section.path(), takes(section) == Takes.RELOAD ? this : running);
                case Key<?> _, Section _ -> {}
            }
        }
        return mixed;
    }

    /** When a change of a list of mappings takes effect: all of its keys say the same. */
    static Takes takes(Section list) {
        return Keys.table().stream()
                .filter(Key.class::isInstance)
                .map(entry -> (Key<?>) entry)
                .filter(key -> key.path().startsWith(list.path() + "."))
                .map(Key::takes)
                .max(Comparator.naturalOrder())
                .orElse(Takes.NEVER);
    }

    private void take(String name, Values from) {
        put(given, name, from.given);
        put(written, name, from.written);
        put(lines, name, from.lines);
        put(items, name, from.items);
    }

    private static <T> void put(Map<String, T> into, String name, Map<String, T> from) {
        var value = from.get(name);
        if (value != null) {
            into.put(name, value);
        }
    }

    /** The items of a list of mappings. */
    List<Values> items(Section section) {
        return items.getOrDefault(section.path(), List.of());
    }
}
