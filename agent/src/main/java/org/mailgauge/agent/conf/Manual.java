package org.mailgauge.agent.conf;

/** The tables of {@code docs/configuration.md}, made from the table of keys. */
public final class Manual {
    private Manual() {}

    /** One Markdown table of all keys. */
    public static String table() {
        var text = new StringBuilder();
        text.append(
                "| key | accepted | default | takes effect | what it does |\n|---|---|---|---|---|\n");
        for (var entry : Keys.table()) {
            switch (entry) {
                case Key<?> key ->
                        row(
                                text,
                                key,
                                (key.many() ? "a list, each " : "") + key.type().accepted(),
                                key.required()
                                        ? "(required)"
                                        : key.fallback().isEmpty()
                                                ? "(none)"
                                                : "`" + Sample.value(key) + "`",
                                key.takes().label());
                case Section section when section.many() ->
                        row(text, section, "a list of mappings", "`[]`", "");
                case Section section -> row(text, section, "a mapping", "", "");
            }
        }
        return text.toString();
    }

    private static void row(
            StringBuilder text, Entry entry, String accepted, String fallback, String takes) {
        var later = entry.built() ? "" : " *Not built yet (part " + entry.part() + ").*";
        text.append("| `")
                .append(entry.path())
                .append("` | ")
                .append(escape(accepted))
                .append(" | ")
                .append(escape(fallback))
                .append(" | ")
                .append(takes)
                .append(" | ")
                .append(escape(entry.doc()))
                .append(later)
                .append(" |\n");
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("*.", "\\*.").replace(" *,", " \\*,");
    }
}
