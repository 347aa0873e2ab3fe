package org.mailgauge.agent.metrics;

import java.util.Locale;

/** The table of {@code docs/metrics.md}, made from the families. */
public final class MetricsManual {
    private MetricsManual() {}

    /** One Markdown table of all families. */
    public static String table() {
        var text = new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
        for (var family : Families.all()) {
            text.append("| `")
                    .append(family.name())
                    .append("` | ")
                    .append(family.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(String.join(", ", family.labels()))
                    .append(" | ")
                    .append(family.help())
                    .append(" |\n");
        }
        return text.toString();
    }
}
