package org.mailgauge.agent.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The annotated sample: every key with its default, made from the table. */
public final class Sample {
    private static final int WIDTH = 92;

    private final StringBuilder text = new StringBuilder();

    private Sample() {}

    /** The text of {@code conf/mailgauge.sample.yaml}. */
    public static String text() {
        var sample = new Sample();
        sample.comment(
                0,
                "Every key with its default, made by: bin/mailgauge check-config --print-sample");
        sample.comment(
                0,
                "Keys that stand behind a # have no default; the value is an example. Sizes take KB,"
                        + " MB, GB (1,000) and KiB, MiB, GiB (1,024); durations are ISO 8601."
                        + " docs/configuration.md says more.");
        SchemaReader.children("").values().forEach(entry -> sample.entry(entry, 0));
        return sample.text.toString();
    }

    private void entry(Entry entry, int depth) {
        if (depth == 0) {
            text.append('\n');
        }
        switch (entry) {
            case Key<?> key -> key(key, depth);
            case Section section when section.many() -> list(section, depth);
            case Section section -> {
                comment(depth, doc(section));
                line(depth, hidden(section) + section.name() + ":");
                SchemaReader.children(section.path())
                        .values()
                        .forEach(child -> entry(child, depth + 1));
            }
        }
    }

    private void key(Key<?> key, int depth) {
        var accepted = (key.many() ? "A list, each " : "") + key.type().accepted();
        comment(depth, doc(key) + " (" + accepted + ")");
        if (key.fallback().isEmpty()) {
            line(depth, "# " + key.name() + ":");
        } else {
            line(depth, hidden(key) + key.name() + ": " + value(key));
        }
    }

    private void list(Section section, int depth) {
        comment(depth, doc(section));
        for (var child : leaves(section)) {
            comment(
                    depth,
                    "- "
                            + child.path().substring(section.path().length() + 1)
                            + ": "
                            + item(child));
        }
        line(depth, "# " + section.name() + ": [" + section.sample() + "]");
        if (section.built()) {
            line(depth, section.name() + ": []");
        }
    }

    private static List<Key<?>> leaves(Section section) {
        var all = new ArrayList<Key<?>>();
        for (var child : SchemaReader.children(section.path()).values()) {
            switch (child) {
                case Key<?> key -> all.add(key);
                case Section inner -> all.addAll(leaves(inner));
            }
        }
        return all;
    }

    private static String item(Key<?> key) {
        var accepted = key.doc() + " (" + (key.many() ? "A list, each " : "");
        var fallback = key.fallback().isEmpty() ? "" : "; default " + key.fallback();
        return accepted + key.type().accepted() + fallback + (key.required() ? "; required)" : ")");
    }

    private static String hidden(Entry entry) {
        return entry.built() ? "" : "# ";
    }

    private static String doc(Entry entry) {
        return entry.doc() + (entry.built() ? "" : " [not built yet: part " + entry.part() + "]");
    }

    /** The default, quoted where YAML or the reader's eye needs it. */
    static String value(Key<?> key) {
        if (key.many()) {
            return Defaults.texts(key).stream()
                    .map(item -> "\"" + item + "\"")
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return key.fallback().contains(":") ? "\"" + key.fallback() + "\"" : key.fallback();
    }

    private void line(int depth, String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }

    private void comment(int depth, String content) {
        var room = WIDTH - 2 * depth;
        var rest = content;
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            line(depth, "# " + rest.substring(0, space));
            rest = rest.substring(space + 1);
        }
        line(depth, "# " + rest);
    }
}
