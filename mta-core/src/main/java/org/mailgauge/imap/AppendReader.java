package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads APPEND and REPLACE, from one message's literal to the next. */
final class AppendReader {

    /** Where the text goes on. */
    private enum At {
        BEGIN,
        AFTER_MESSAGE,
        IN_UTF8,
        IN_CATENATE
    }

    private final boolean replaces;
    private final boolean uid;
    private At at = At.BEGIN;

    private AppendReader(boolean replaces, boolean uid) {
        this.replaces = replaces;
        this.uid = uid;
    }

    /** The reader of a command behind its tag; null when it is another command. */
    static @Nullable AppendReader of(Cursor in) {
        in.space();
        if (in.skipWord("APPEND")) {
            return new AppendReader(false, false);
        }
        boolean uid = in.skipWord("UID") && in.skip(' ');
        return in.skipWord("REPLACE") ? new AppendReader(true, uid) : null;
    }

    /**
     * Reads on.
     *
     * @param in all that came since the last literal of a message, to its end
     */
    List<AppendStep> read(Cursor in) {
        var steps = new ArrayList<AppendStep>();
        var from = at;
        switch (from) {
            case BEGIN -> {
                begin(in, steps);
                message(in, steps);
            }
            case AFTER_MESSAGE -> afterMessage(in, steps);
            case IN_UTF8 -> {
                in.expect(')');
                afterMessage(in, steps);
            }
            case IN_CATENATE -> {
                if (in.skip(' ')) {
                    parts(in, steps);
                } else {
                    in.expect(')');
                    afterMessage(in, steps);
                }
            }
        }
        return steps;
    }

    private void begin(Cursor in, List<AppendStep> steps) {
        in.tag();
        in.space();
        if (uid) {
            in.expectWord("UID");
            in.space();
        }
        in.expectWord(replaces ? "REPLACE" : "APPEND");
        in.space();
        AppendStep.Replaced replaced = null;
        if (replaces) {
            replaced = new AppendStep.Replaced(uid, in.sequenceSet());
            in.space();
        }
        steps.add(new AppendStep.Begin(in.astring(), replaced));
        in.space();
    }

    private void afterMessage(Cursor in, List<AppendStep> steps) {
        if (in.atEnd()) {
            steps.add(new AppendStep.End());
            return;
        }
        if (replaces) {
            in.end();
        }
        in.space();
        message(in, steps);
    }

    private void message(Cursor in, List<AppendStep> steps) {
        List<String> flags = List.of();
        if (in.peek() == '(') {
            flags = in.listOrNone(() -> ImapCommandParser.flag(in));
            in.space();
        }
        Instant date = null;
        if (in.peek() == '"') {
            date = ImapDates.dateTime(in.string());
            if (date == null) {
                throw new SyntaxException("Date and time expected");
            }
            in.space();
        }
        steps.add(new AppendStep.Message(flags, date));
        if (in.skipWord("CATENATE")) {
            in.space();
            in.expect('(');
            parts(in, steps);
        } else if (in.skipWord("UTF8")) {
            in.space();
            in.expect('(');
            content(in, steps, true, At.IN_UTF8);
        } else {
            content(in, steps, false, At.AFTER_MESSAGE);
        }
    }

    private void parts(Cursor in, List<AppendStep> steps) {
        do {
            if (in.skipWord("TEXT")) {
                in.space();
                content(in, steps, false, At.IN_CATENATE);
                return;
            }
            in.expectWord("URL");
            in.space();
            steps.add(new AppendStep.Url(in.astring()));
        } while (in.skip(' '));
        in.expect(')');
        afterMessage(in, steps);
    }

    private void content(Cursor in, List<AppendStep> steps, boolean international, At next) {
        boolean binary = in.skip('~');
        if (international && !binary) {
            throw new SyntaxException("Literal of 8-bit octets expected");
        }
        in.expect('{');
        long octets = in.number64();
        boolean waits = !in.skip('+');
        in.expect('}');
        in.end();
        steps.add(new AppendStep.Content(octets, waits, binary, international));
        at = next;
    }
}
