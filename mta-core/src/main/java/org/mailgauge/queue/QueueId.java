package org.mailgauge.queue;

/**
 * The name of a queued message, unique over restarts, clock steps and copies of the data directory.
 *
 * @param high random number of the process run that made it
 * @param low serial number within that run, and durable floor (see {@code docs/queue-format.md})
 */
public record QueueId(long high, long low) implements Comparable<QueueId> {

    private static final String DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";

    /**
     * Its text in replies, trace headers and the command line: consonants and digits, about 16
     * characters.
     */
    @Override
    public String toString() {
        var text = new StringBuilder();
        append(text, high);
        text.append('-');
        append(text, low);
        return text.toString();
    }

    private static void append(StringBuilder text, long value) {
        int at = text.length();
        long rest = value;
        do {
            text.insert(at, DIGITS.charAt((int) Long.remainderUnsigned(rest, DIGITS.length())));
            rest = Long.divideUnsigned(rest, DIGITS.length());
        } while (rest != 0);
    }

    /** The id of that text; empty when it is none. */
    public static java.util.Optional<QueueId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash == text.length() - 1) {
            return java.util.Optional.empty();
        }
        var parts = new long[2];
        for (int p = 0; p < 2; p++) {
            var digits = p == 0 ? text.substring(0, dash) : text.substring(dash + 1);
            long value = 0;
            for (int i = 0; i < digits.length(); i++) {
                int digit = DIGITS.indexOf(digits.charAt(i));
                if (digit < 0 || digits.length() > 12) {
                    return java.util.Optional.empty();
                }
                value = value * DIGITS.length() + digit;
            }
            parts[p] = value;
        }
        var id = new QueueId(parts[0], parts[1]);
        return id.toString().equals(text) ? java.util.Optional.of(id) : java.util.Optional.empty();
    }

    @Override
    public int compareTo(QueueId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
