package org.mailgauge.queue;

import org.mailgauge.observe.ReplyClass;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a table of reply classes; never throws for any text, but says what is wrong with it. */
public final class ReplyClassParser {
    private static final Pattern CODE = Pattern.compile("[45x][0-9x][0-9x]");
    private static final Pattern STATUS =
            Pattern.compile("\\*|-|[45x]\\.[0-9x]{1,3}\\.[0-9x]{1,3}");
    private static final double SMALLEST = 0.1;
    private static final double LARGEST = 100;

    private final String file;
    private final Map<ReplyClass, ReplyClasses.Pace> paces = new EnumMap<>(ReplyClass.class);
    private final List<ReplyClasses.Rule> rules = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private ReplyClassParser(String file) {
        this.file = file;
    }

    /**
     * What is wrong, and where.
     *
     * @param line from 1; 0 for the file as a whole
     * @param key the field: {@code class}, {@code factor}, {@code most}, {@code codes}, {@code
     *     status}, {@code phrase}
     */
    public record Problem(String file, int line, String key, String detail) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + key + ": " + detail;
        }
    }

    /** The table, which is whole only when there are no problems. */
    public record Parsed(ReplyClasses table, List<Problem> problems) {
        public Parsed {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a table. */
    public static Parsed parse(String file, String text) {
        var parser = new ReplyClassParser(file);
        var lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            parser.line(i + 1, lines[i].strip());
        }
        parser.finish();
        return new Parsed(new ReplyClasses(parser.paces, parser.rules), parser.problems);
    }

    private void line(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        var fields = line.split("\\s+", 4);
        if (fields[0].equals("class")) {
            pace(number, line.split("\\s+", -1));
        } else {
            rule(number, fields);
        }
    }

    private void pace(int number, String[] fields) {
        if (fields.length < 3 || fields.length > 4) {
            problem(
                    number,
                    "class",
                    "found " + fields.length + " fields, accepted class NAME FACTOR [MOST]");
            return;
        }
        var of = known(number, fields[1]);
        double factor = factor(number, fields[2]);
        var most = fields.length == 4 ? duration(number, fields[3]) : null;
        if (paces.put(of, new ReplyClasses.Pace(factor, most)) != null && of != ReplyClass.NONE) {
            problem(number, "class", "\"" + fields[1] + "\" has a line already");
        }
    }

    private double factor(int number, String text) {
        try {
            double factor = Double.parseDouble(text);
            if (factor >= SMALLEST && factor <= LARGEST) {
                return factor;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        problem(number, "factor", "found \"" + text + "\", accepted a number from 0.1 to 100");
        return 1;
    }

    private Duration duration(int number, String text) {
        try {
            var most = Duration.parse(text);
            if (most.compareTo(Duration.ofMinutes(1)) >= 0
                    && most.compareTo(Duration.ofDays(5)) <= 0) {
                return most;
            }
        } catch (DateTimeParseException _) {
            // Told below.
        }
        problem(number, "most", "found \"" + text + "\", accepted a duration from PT1M to P5D");
        return Duration.ofHours(1);
    }

    private ReplyClass known(int number, String label) {
        var known = ReplyClass.of(label).filter(one -> one != ReplyClass.NONE);
        if (known.isEmpty()) {
            problem(number, "class", "found \"" + label + "\", accepted one of " + labels());
        }
        return known.orElse(ReplyClass.NONE);
    }

    private static String labels() {
        return String.join(
                ", ",
                Arrays.stream(ReplyClass.values())
                        .filter(one -> one != ReplyClass.NONE)
                        .map(ReplyClass::label)
                        .toList());
    }

    private void rule(int number, String[] fields) {
        if (fields.length < 3) {
            problem(
                    number,
                    "codes",
                    "found " + fields.length + " fields, accepted CODES STATUS CLASS [PHRASES]");
            return;
        }
        var codes = List.of(fields[0].split(",", -1));
        for (var code : codes) {
            if (!CODE.matcher(code).matches()) {
                problem(number, "codes", "found \"" + code + "\", accepted such as 451 or 45x");
            }
        }
        if (!STATUS.matcher(fields[1]).matches()) {
            problem(
                    number,
                    "status",
                    "found \"" + fields[1] + "\", accepted such as 4.7.x, - or *");
        }
        var to = known(number, fields[2]);
        var status = ReplyClasses.Status.of(fields[1]);
        rules.add(new ReplyClasses.Rule(number, codes, status, to, phrases(number, fields)));
    }

    private List<ReplyClasses.Phrase> phrases(int number, String[] fields) {
        if (fields.length < 4) {
            return List.of();
        }
        var phrases = new ArrayList<ReplyClasses.Phrase>();
        for (var phrase : fields[3].split(";", -1)) {
            var one = phrase.strip();
            if (one.isEmpty() || !one.equals(one.toLowerCase(Locale.ROOT))) {
                problem(number, "phrase", "found \"" + one + "\", accepted words in lower case");
            }
            boolean word = one.length() > 2 && one.startsWith("\"") && one.endsWith("\"");
            var text = word ? one.substring(1, one.length() - 1) : one;
            phrases.add(new ReplyClasses.Phrase(text, word));
        }
        return phrases;
    }

    private void finish() {
        for (var each : ReplyClass.values()) {
            if (each != ReplyClass.NONE && !paces.containsKey(each)) {
                problem(0, "class", "\"" + each.label() + "\" has no line");
            }
        }
        paces.remove(ReplyClass.NONE);
    }

    private void problem(int line, String key, String detail) {
        problems.add(new Problem(file, line, key, detail));
    }
}
