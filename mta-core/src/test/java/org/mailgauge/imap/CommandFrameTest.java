package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Commands as they come: lines, and literals between them. */
class CommandFrameTest {
    private final CommandFrame frame = new CommandFrame();

    /** Whether a literal of a command's own is asked for, and its octets. */
    private CommandFrame.Progress.Literal literal(String line) {
        return assertInstanceOf(CommandFrame.Progress.Literal.class, frame.line(line));
    }

    private static CommandFrame.Progress.Whole whole(CommandFrame.Progress progress) {
        return assertInstanceOf(CommandFrame.Progress.Whole.class, progress);
    }

    private static String why(CommandFrame.Progress progress) {
        return assertInstanceOf(ImapCommand.Malformed.class, whole(progress).command()).why();
    }

    @Test
    void takesLiterals() {
        assertEquals(new CommandFrame.Progress.Literal(4, true), literal("a1 LOGIN {4}"));
        frame.literal("b{9}");
        assertEquals(new CommandFrame.Progress.Literal(3, false), literal(" {3+}"));
        frame.literal("x\r\n");
        assertEquals(
                new CommandFrame.Progress.Whole("a1", new ImapCommand.Login("b{9}", "x\r\n")),
                frame.line(""));
        assertFalse(frame.isOpen());
    }

    @Test
    void refusesLiteralThatIsTooLong() {
        var failed =
                assertInstanceOf(
                        CommandFrame.Progress.Failed.class, frame.line("a1 LOGIN {70000+}"));
        assertEquals("a1", failed.tag());
        assertEquals(70_000, failed.octets());
        assertEquals(new CommandFrame.Progress.Failed("", "", 5, false), frame.line(" x {5+}"));
        assertInstanceOf(CommandFrame.Progress.Passed.class, frame.line(" rest"));
        assertFalse(frame.isOpen());
    }

    @Test
    void refusesNulInLiteral() {
        literal("a1 SELECT {1}");
        frame.literal("\0");
        assertEquals("Literal with NUL", why(frame.line("")));
    }

    @Test
    void countsAllTextOfOneCommand() {
        for (int i = 0; i < 60; i++) {
            literal(i == 0 ? "a1 LIST \"\" ({1024}" : " {1024}");
            frame.literal("x".repeat(1024));
        }
        assertInstanceOf(CommandFrame.Progress.Failed.class, frame.line(" {5000}"));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''            | Tag expected at the end
                    ' NOOP'       | Tag expected
                    a1            | Space expected at the end
                    'a1 '         | Atom expected at the end
                    +a NOOP       | Tag expected at +a
                    a1 NOOP x     | End of command expected
                    a1 LOGIN a "b | Quoted string without end
                    a1 LOGIN a "\\a" | Only \\" and \\\\ are escapes
                    a1 LOGIN {3}x a  | Literal expected at x
                    """)
    void tellsWhatIsWrong(String line, String why) {
        assertEquals(why, why(frame.line(line)));
    }

    @Test
    void readsAppend() {
        var begun =
                assertInstanceOf(
                        CommandFrame.Progress.Append.class,
                        frame.line(
                                "a1 APPEND INBOX (\\Seen $a) \" 7-Feb-1994 21:52:25 -0800\" {310}"));
        assertEquals(
                new CommandFrame.Progress.Append(
                        "a1",
                        List.of(
                                new AppendStep.Begin("INBOX", null),
                                new AppendStep.Message(
                                        List.of("\\Seen", "$a"),
                                        Instant.parse("1994-02-08T05:52:25Z")),
                                new AppendStep.Content(310, true, false, false))),
                begun);
        assertEquals(
                new CommandFrame.Progress.Append(
                        "a1",
                        List.of(
                                new AppendStep.Message(List.of(), null),
                                new AppendStep.Content(5, false, true, false))),
                frame.line(" ~{5+}"));
        assertEquals(
                new CommandFrame.Progress.Append("a1", List.of(new AppendStep.End())),
                frame.line(""));
        assertFalse(frame.isOpen());
    }

    @Test
    @DisplayName("a mailbox's name and a URL may be literals too")
    void readsLiteralsBesideMessages() {
        literal("a1 UID REPLACE 7 {4}");
        frame.literal("Sent");
        literal(" CATENATE (URL {3+}");
        frame.literal("a/b");
        var steps = new ArrayList<AppendStep>();
        steps.add(
                new AppendStep.Begin(
                        "Sent", new AppendStep.Replaced(true, new Cursor("7").sequenceSet())));
        steps.add(new AppendStep.Message(List.of(), null));
        steps.add(new AppendStep.Url("a/b"));
        steps.add(new AppendStep.Content(9, true, false, false));
        assertEquals(new CommandFrame.Progress.Append("a1", steps), frame.line(" TEXT {9}"));
        assertEquals(
                new CommandFrame.Progress.Append(
                        "a1", List.of(new AppendStep.Url("c"), new AppendStep.End())),
                frame.line(" URL c)"));
    }

    @Test
    void passesOverWhatFollowsMalformedAppend() {
        var failed =
                assertInstanceOf(
                        CommandFrame.Progress.Failed.class,
                        frame.line("a1 APPEND INBOX (\\Seen {10+}"));
        assertEquals("a1", failed.tag());
        assertInstanceOf(CommandFrame.Progress.Passed.class, frame.line(""));
        assertEquals("a2", whole(frame.line("a2 NOOP")).tag());
    }

    @Test
    void readsInternationalAppend() {
        var steps =
                assertInstanceOf(
                                CommandFrame.Progress.Append.class,
                                frame.line("a APPEND x UTF8 (~{2}"))
                        .steps();
        assertEquals(new AppendStep.Content(2, true, true, true), steps.getLast());
        assertEquals(
                new CommandFrame.Progress.Append("a", List.of(new AppendStep.End())),
                frame.line(")"));
    }
}
