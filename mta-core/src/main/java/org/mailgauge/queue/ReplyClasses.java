package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.config.MtaConfig.ReplyTable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sorts transient replies into classes, and says how each class is tried again: the table of {@code
 * reply-classes.txt}. Immutable.
 */
public final class ReplyClasses {
    private static final String BUILT_IN = "reply-classes.txt";
    static final Pace REGULAR = new Pace(1, null);

    private final Map<ReplyClass, Pace> paces;
    private final List<Rule> rules;

    ReplyClasses(Map<ReplyClass, Pace> paces, List<Rule> rules) {
        this.paces = new EnumMap<>(paces);
        this.rules = List.copyOf(rules);
    }

    /**
     * How soon recipients of a class are tried again.
     *
     * @param factor by which a regular wait is multiplied
     * @param most the longest wait; null for the one configured for all
     */
    public record Pace(double factor, @Nullable Duration most) {}

    /**
     * A line of the table.
     *
     * @param line its number in the file, from 1
     * @param codes patterns of three digits or {@code x}
     * @param status three numbers or {@code x} with dots between, {@code -} for none, {@code *} for
     *     all
     * @param phrases empty for all texts
     */
    record Rule(int line, List<String> codes, Status status, ReplyClass to, List<Phrase> phrases) {
        Rule {
            codes = List.copyOf(codes);
            phrases = List.copyOf(phrases);
        }

        boolean matches(SmtpReply reply, String text) {
            return status.matches(reply.status())
                    && codes.stream().anyMatch(code -> isNumber(code, reply.code()))
                    && (phrases.isEmpty() || phrases.stream().anyMatch(one -> one.isIn(text)));
        }
    }

    /** Whether a number has the digits of a pattern of equal length, in which x is any. */
    private static boolean isNumber(String pattern, int number) {
        var digits = Integer.toString(number);
        if (pattern.length() != digits.length()) {
            return false;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (pattern.charAt(i) != 'x' && pattern.charAt(i) != digits.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Which enhanced status codes a rule is about.
     *
     * @param numbers patterns of the three; none for replies without, or for all
     * @param any whether all replies are meant, with and without
     */
    record Status(List<String> numbers, boolean any) {
        static Status of(String text) {
            boolean plain = text.equals("*") || text.equals("-");
            var numbers = plain ? List.<String>of() : List.of(text.split("\\.", -1));
            return new Status(numbers, text.equals("*"));
        }

        boolean matches(@Nullable EnhancedStatus said) {
            if (any || said == null) {
                return any || numbers.isEmpty();
            }
            return numbers.size() == 3
                    && is(numbers.get(0), said.level())
                    && is(numbers.get(1), said.subject())
                    && is(numbers.get(2), said.detail());
        }

        private static boolean is(String wanted, int number) {
            return wanted.equals("x") || isNumber(wanted, number);
        }
    }

    /**
     * What a reply must say.
     *
     * @param text in lower case
     * @param word whether it must stand alone, in no other word, name or address
     */
    record Phrase(String text, boolean word) {
        boolean isIn(String said) {
            int at = said.indexOf(text);
            while (at >= 0 && word && !standsAlone(said, at, at + text.length())) {
                at = said.indexOf(text, at + 1);
            }
            return at >= 0;
        }

        private static boolean standsAlone(String said, int from, int to) {
            boolean before = from > 0 && joins(said, from - 1, from - 2);
            boolean after = to < said.length() && joins(said, to, to + 1);
            return !before && !after;
        }

        /**
         * Whether a character makes one word with its neighbour; a full stop inside a name does.
         */
        private static boolean joins(String said, int at, int beyond) {
            char here = said.charAt(at);
            return here == '.'
                    ? beyond >= 0
                            && beyond < said.length()
                            && Character.isLetterOrDigit(said.charAt(beyond))
                    : Character.isLetterOrDigit(here) || here == '-' || here == '_';
        }
    }

    /**
     * The configured table.
     *
     * @param table null for the one that comes with us
     * @throws IllegalArgumentException when the table has problems, which whoever read it had to
     *     find
     */
    public static ReplyClasses of(@Nullable ReplyTable table) {
        return table == null ? builtIn() : sound(table.file(), table.text());
    }

    /** The table that comes with us. */
    static ReplyClasses builtIn() {
        return sound(BUILT_IN, builtInText());
    }

    private static ReplyClasses sound(String file, String text) {
        var parsed = ReplyClassParser.parse(file, text);
        if (!parsed.problems().isEmpty()) {
            throw new IllegalArgumentException(parsed.problems().toString());
        }
        return parsed.table();
    }

    /** The file of the table that comes with us: a start for one's own. */
    public static String builtInText() {
        try (var in = ReplyClasses.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("no " + BUILT_IN + " in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<Rule> rules() {
        return rules;
    }

    /** The class of a reply; {@link ReplyClass#NONE} when it tells of no trouble. */
    public ReplyClass of(SmtpReply reply) {
        if (reply.positive()) {
            return ReplyClass.NONE;
        }
        var text = words(reply);
        for (var rule : rules) {
            if (rule.matches(reply, text)) {
                return rule.to();
            }
        }
        return ReplyClass.OTHER;
    }

    /** What it says, in lower case, without addresses: their words are not the server's. */
    private static String words(SmtpReply reply) {
        var words = new StringBuilder();
        for (var word : String.join(" ", reply.lines()).split(" ", -1)) {
            if (word.indexOf('@') < 0) {
                words.append(words.isEmpty() ? "" : " ").append(word);
            }
        }
        return words.toString().toLowerCase(Locale.ROOT);
    }

    Pace pace(ReplyClass of) {
        return paces.getOrDefault(of, REGULAR);
    }
}
