package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Puts a command together from lines and literals (RFC 9051 section 4.3). Literals of messages
 * (APPEND, REPLACE) are not taken in here, all others are. Used by one thread, for one command
 * after the other.
 */
public final class CommandFrame {
    /** Octets of a command, literals of messages apart. */
    public static final int MOST = 64 << 10;

    /** What comes next. */
    public sealed interface Progress {

        /**
         * The command is whole.
         *
         * @param tag empty when none could be read
         */
        record Whole(String tag, ImapCommand command) implements Progress {}

        /**
         * A literal is to be read and given to {@link #literal}; then the rest of its line.
         *
         * @param synchronizing whether the client waits to be asked for it
         */
        record Literal(int octets, boolean synchronizing) implements Progress {}

        /**
         * The command fails, and its line ends in a literal. A client that waits to be asked for it
         * sends neither it nor what would come after it; from another one the literal is to be
         * passed over, and {@link #line} takes the rest.
         *
         * @param tag empty when none could be read, or this command has been answered
         */
        record Failed(String tag, String why, long octets, boolean synchronizing)
                implements Progress {}

        /**
         * More of an APPEND or REPLACE: steps of which the last one is {@link AppendStep.Content}
         * or {@link AppendStep.End}.
         */
        record Append(String tag, List<AppendStep> steps) implements Progress {}

        /** The rest of a command that has failed. */
        record Passed() implements Progress {}
    }

    /** What has come of a command; null when nothing has, as is so most of a session's time. */
    private @Nullable StringBuilder text;

    private String tag = "";

    /** Not null while messages are appended. */
    private @Nullable AppendReader append;

    /** Whether what comes is the rest of a command that has failed. */
    private boolean passing;

    /** Whether part of a command has come, and not all of it. */
    public boolean isOpen() {
        return text != null || append != null || passing;
    }

    /** Octets that are held. */
    public int octets() {
        return text == null ? 0 : text.length();
    }

    /** Forgets what has come: the next line begins a command. */
    public void reset() {
        clear();
        tag = "";
        append = null;
        passing = false;
    }

    private void clear() {
        text = null;
    }

    /** What has come, and more. */
    private StringBuilder and(String more) {
        if (text == null) {
            text = new StringBuilder(more);
        } else {
            text.append(more);
        }
        return text;
    }

    /** The command has been answered, but the client goes on sending it. */
    public void passOver() {
        reset();
        passing = true;
    }

    /** Takes a line without its CRLF, one character for each octet. */
    public Progress line(String line) {
        var literal = Announced.at(line);
        if (passing) {
            return pass(literal);
        }
        if (text == null && append == null) {
            begin(line);
        }
        var command = and(line);
        if (command.length() > MOST) {
            return failed("Command too long", literal);
        }
        if (append != null) {
            return append(append, command, literal);
        }
        if (literal == null) {
            return whole(command);
        }
        return more(command, literal);
    }

    /**
     * Forgets a command of which a line is too long.
     *
     * @param start the line's first octets
     * @return its tag; empty when none can be read, or the command has been answered
     */
    public String tooLong(String start) {
        var of = isOpen() ? tag : tagOf(start);
        reset();
        return of;
    }

    private static String tagOf(String start) {
        var in = new Cursor(start);
        try {
            var of = in.tag();
            in.space();
            return of;
        } catch (SyntaxException _) {
            return "";
        }
    }

    /** Takes a literal that was asked for, one character for each octet. */
    public void literal(String octets) {
        and("\r\n").append(octets);
    }

    private void begin(String line) {
        var in = new Cursor(line);
        try {
            tag = in.tag();
            append = AppendReader.of(in);
        } catch (SyntaxException _) {
            append = null;
        }
    }

    private Progress pass(@Nullable Announced literal) {
        if (literal != null) {
            return new Progress.Failed("", "", literal.octets(), literal.synchronizing());
        }
        reset();
        return new Progress.Passed();
    }

    private Progress more(StringBuilder command, Announced literal) {
        return literal.octets() > MOST - command.length()
                ? failed("Literal too long", literal)
                : new Progress.Literal((int) literal.octets(), literal.synchronizing());
    }

    private Progress failed(String why, @Nullable Announced literal) {
        var of = tag;
        if (literal == null) {
            reset();
            return new Progress.Whole(of, new ImapCommand.Malformed(why));
        }
        passOver();
        return new Progress.Failed(of, why, literal.octets(), literal.synchronizing());
    }

    private Progress whole(StringBuilder command) {
        var of = tag;
        var in = new Cursor(command.toString());
        reset();
        try {
            in.tag();
            in.space();
        } catch (SyntaxException bad) {
            return new Progress.Whole(of, new ImapCommand.Malformed(bad.why()));
        }
        return new Progress.Whole(of, ImapCommandParser.parse(in));
    }

    private Progress append(
            AppendReader reader, StringBuilder command, @Nullable Announced literal) {
        var in = new Cursor(command.toString());
        try {
            var steps = reader.read(in);
            var of = tag;
            if (steps.getLast() instanceof AppendStep.End) {
                reset();
            } else {
                clear();
            }
            return new Progress.Append(of, steps);
        } catch (SyntaxException bad) {
            return literal != null && in.ranOut()
                    ? more(command, literal)
                    : failed(bad.why(), literal);
        }
    }

    /** A literal that a line announces at its end. */
    private record Announced(long octets, boolean synchronizing) {

        static @Nullable Announced at(String line) {
            int end = line.length() - 1;
            if (end < 2 || line.charAt(end) != '}') {
                return null;
            }
            boolean waits = line.charAt(end - 1) != '+';
            int last = waits ? end - 1 : end - 2;
            int first = last;
            while (first >= 0 && line.charAt(first) >= '0' && line.charAt(first) <= '9') {
                first--;
            }
            return first < 0 || first == last || line.charAt(first) != '{'
                    ? null
                    : new Announced(octets(line, first + 1, last + 1), waits);
        }

        /** The number, or the greatest there is. */
        private static long octets(String line, int from, int to) {
            long value = 0;
            for (int i = from; i < to; i++) {
                int digit = line.charAt(i) - '0';
                if (value > (Long.MAX_VALUE - digit) / 10) {
                    return Long.MAX_VALUE;
                }
                value = 10 * value + digit;
            }
            return value;
        }
    }
}
