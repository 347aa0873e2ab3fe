package org.mailgauge.agent.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads the text format 0.0.4 strictly, with the naming rules that {@code promtool check metrics}
 * applies; every departure is a complaint.
 */
public final class Exposition {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\"\\\\n])*)\",?");
    private static final Pattern VALUE =
            Pattern.compile("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?|[+-]Inf|NaN");
    private static final Set<String> UNITS =
            Set.of("milliseconds", "minutes", "hours", "days", "kilobytes", "megabytes", "octets");

    private final Map<String, Double> series = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> helped = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private String family = "";

    private Exposition() {}

    public static Exposition read(String text) {
        var exposition = new Exposition();
        if (!text.endsWith("\n")) {
            exposition.complaints.add("no line end at the end");
        }
        text.lines().forEach(exposition::line);
        exposition.types.forEach(exposition::naming);
        return exposition;
    }

    /** All that is wrong. */
    public List<String> complaints() {
        return complaints;
    }

    /** Values by series: name, then labels sorted, {@code a{x="1",y="2"}}; values unescaped. */
    public Map<String, Double> series() {
        return series;
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            var rest = line.substring(7).split(" ", 2);
            enter(rest[0]);
            if (!helped.add(rest[0]) || rest.length < 2 || rest[1].isBlank()) {
                complaints.add("HELP twice or empty: " + line);
            }
        } else if (line.startsWith("# TYPE ")) {
            var rest = line.substring(7).split(" ", -1);
            enter(rest[0]);
            if (types.put(rest[0], rest[1]) != null) {
                complaints.add("TYPE twice: " + line);
            }
        } else if (!line.startsWith("#")) {
            sample(line);
        }
    }

    private void enter(String name) {
        if (!name.equals(family)) {
            closed.add(family);
            if (closed.contains(name)) {
                complaints.add(name + " is in two places");
            }
            family = name;
        }
    }

    private void sample(String line) {
        var match = SAMPLE.matcher(line);
        if (!match.matches() || !VALUE.matcher(match.group(4)).matches()) {
            complaints.add("no sample: " + line);
            return;
        }
        var name = match.group(1);
        if (!family(name).equals(family)
                || !helped.contains(family)
                || !types.containsKey(family)) {
            complaints.add("not below its HELP and TYPE: " + line);
        }
        var key = name + labels(match.group(3), line);
        if (series.put(key, Double.valueOf(match.group(4).replace("Inf", "Infinity"))) != null) {
            complaints.add("twice: " + key);
        }
        if (match.group(4).equals("NaN")) {
            complaints.add("unknown is absent, not NaN: " + line);
        }
    }

    /** Series of histograms and summaries have the family's name and a suffix. */
    private String family(String name) {
        var rest = name.startsWith(family) ? name.substring(family.length()) : "";
        boolean part =
                switch (types.getOrDefault(family, "")) {
                    case "histogram" -> Set.of("_bucket", "_count", "_sum").contains(rest);
                    case "summary" -> Set.of("_count", "_sum").contains(rest);
                    default -> false;
                };
        return part ? family : name;
    }

    private String labels(@org.jspecify.annotations.Nullable String text, String line) {
        if (text == null) {
            return "";
        }
        var labels = new TreeMap<String, String>();
        if (!"summary".equals(types.get(family)) && text.contains("quantile=")) {
            complaints.add("quantile is a label of summaries: " + line);
        }
        var match = LABEL.matcher(text);
        int end = 0;
        while (match.find() && match.start() == end) {
            end = match.end();
            var value =
                    match.group(2)
                            .replace("\\\\", "\u0000")
                            .replace("\\\"", "\"")
                            .replace("\\n", "\n")
                            .replace("\u0000", "\\");
            if (labels.put(match.group(1), value) != null || match.group(1).startsWith("__")) {
                complaints.add("label twice or reserved: " + line);
            }
        }
        if (end != text.length()) {
            complaints.add("labels: " + line);
        }
        var key = new ArrayList<String>();
        labels.forEach((name, value) -> key.add(name + "=\"" + value + "\""));
        return "{" + String.join(",", key) + "}";
    }

    private void naming(String name, String type) {
        boolean counter = type.equals("counter");
        if (!NAME.matcher(name).matches()
                || !Set.of("counter", "gauge", "histogram", "summary").contains(type)) {
            complaints.add("name or type: " + name + " " + type);
        }
        if (counter != name.endsWith("_total")) {
            complaints.add("_total is for counters, and for all of them: " + name);
        }
        for (var part : name.split("_", -1)) {
            if (UNITS.contains(part) || part.equals(type)) {
                complaints.add("not a base unit, or the type in the name: " + name);
            }
        }
        if (name.endsWith("_count") || name.endsWith("_sum") || name.endsWith("_bucket")) {
            complaints.add("a suffix of histograms: " + name);
        }
    }
}
