package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
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
     * @param phrases lower case; empty for all texts
     */
    record Rule(int line, List<String> codes, String status, ReplyClass to, List<String> phrases) {
        Rule {
            codes = List.copyOf(codes);
            phrases = List.copyOf(phrases);
        }

        boolean matches(SmtpReply reply, String text) {
            return isStatus(reply.status())
                    && codes.stream().anyMatch(code -> isCode(code, reply.code()))
                    && (phrases.isEmpty() || phrases.stream().anyMatch(text::contains));
        }

        private static boolean isCode(String pattern, int code) {
            var digits = Integer.toString(code);
            for (int i = 0; i < 3; i++) {
                if (pattern.charAt(i) != 'x' && pattern.charAt(i) != digits.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isStatus(@Nullable EnhancedStatus said) {
            if (status.equals("*")) {
                return true;
            }
            if (said == null || status.equals("-")) {
                return said == null && status.equals("-");
            }
            var wanted = status.split("\\.", -1);
            return is(wanted[0], said.level())
                    && is(wanted[1], said.subject())
                    && is(wanted[2], said.detail());
        }

        private static boolean is(String wanted, int number) {
            return wanted.equals("x") || wanted.equals(Integer.toString(number));
        }
    }

    /** The table that comes with us. */
    public static ReplyClasses builtIn() {
        try (var in = ReplyClasses.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("no " + BUILT_IN + " in the program");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var parsed = ReplyClassParser.parse(BUILT_IN, text);
            if (!parsed.problems().isEmpty()) {
                throw new IllegalStateException(parsed.problems().toString());
            }
            return parsed.table();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<Rule> rules() {
        return rules;
    }

    /** The class of a reply; {@link ReplyClass#NONE} when it is none, or tells of no trouble. */
    ReplyClass of(@Nullable SmtpReply reply) {
        if (reply == null || reply.positive()) {
            return ReplyClass.NONE;
        }
        var text = String.join(" ", reply.lines()).toLowerCase(Locale.ROOT);
        for (var rule : rules) {
            if (rule.matches(reply, text)) {
                return rule.to();
            }
        }
        return ReplyClass.OTHER;
    }

    Pace pace(ReplyClass of) {
        return paces.getOrDefault(of, REGULAR);
    }
}
