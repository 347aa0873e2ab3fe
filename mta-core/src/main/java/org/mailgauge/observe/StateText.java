package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Lines of words and numbers with tabs between, in which state is kept from run to run. Moments are
 * microseconds of the wall clock, for the ticker begins anew with each process. Immutable.
 */
public final class StateText {
    private static final String NONE = "-";

    private final long now;
    private final Instant wall;

    /** Ties the ticker to the wall clock as of now. */
    public StateText(Time time) {
        now = time.ticks();
        wall = time.wall();
    }

    /** A moment of the wall clock on the ticker. */
    public long ticks(Instant at) {
        return now - Duration.between(at, wall).toNanos();
    }

    // --- writing

    /** A line; texts are quoted. */
    public String line(String... words) {
        var text = new StringBuilder();
        for (var word : words) {
            text.append(text.isEmpty() ? "" : "\t").append(quoted(word));
        }
        return text.toString();
    }

    /** Numbers, as one or more words that are not quoted again. */
    static String numbers(long... all) {
        var text = new StringBuilder();
        for (long one : all) {
            text.append(text.isEmpty() ? "" : "\t").append(one);
        }
        return text.toString();
    }

    /** A moment of the ticker as a word. */
    public String moment(@Nullable Long ticks) {
        return ticks == null ? NONE : Long.toString(micros() + (ticks - now) / 1000);
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, wall);
    }

    /** A text as a word. */
    static String quoted(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    // --- reading

    /** Takes a line apart. */
    public Words words(String line) {
        return new Words(line);
    }

    /** A line, taken apart. What is not there is empty or null. */
    public final class Words {
        private final String[] all;

        private Words(String line) {
            all = line.split("\t", -1);
        }

        public String first() {
            return all[0];
        }

        /** How many words there are. */
        public int count() {
            return all.length;
        }

        /** The text at a place. */
        public String text(int place) {
            if (place >= all.length) {
                return "";
            }
            var text = new StringBuilder();
            var quoted = all[place];
            for (int i = 0; i < quoted.length(); i++) {
                char c = quoted.charAt(i);
                if (c == '\\' && i + 1 < quoted.length()) {
                    char next = quoted.charAt(++i);
                    c = next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
                }
                text.append(c);
            }
            return text.toString();
        }

        /** The number at a place. */
        public @Nullable Long number(int place) {
            try {
                return place < all.length ? Long.valueOf(all[place]) : null;
            } catch (NumberFormatException none) {
                return null;
            }
        }

        /** The moment at a place, on the ticker. */
        public @Nullable Long ticks(int place) {
            var moment = number(place);
            return moment == null ? null : Long.valueOf(now + (moment - micros()) * 1000);
        }

        /** Gives so many numbers, when they are there; returns whether they are. */
        boolean give(int place, int count, Consumer<long[]> to) {
            var numbers = new long[count];
            for (int i = 0; i < count; i++) {
                var number = number(place + i);
                if (number == null) {
                    return false;
                }
                numbers[i] = number;
            }
            to.accept(numbers);
            return true;
        }
    }
}
