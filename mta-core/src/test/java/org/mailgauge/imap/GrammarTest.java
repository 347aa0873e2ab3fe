package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailgauge.testing.Chat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Formal syntax, production by production: examples that are commands, and that are none. */
class GrammarTest {

    /**
     * A production.
     *
     * @param command in which examples stand for the {@code ?}
     * @param examples lines of the file
     */
    record Production(String name, String command, List<String> examples) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Production> productions() throws IOException, URISyntaxException {
        var all = new ArrayList<Production>();
        for (var file : List.of("rfc9051.txt", "extensions.txt")) {
            var url =
                    Objects.requireNonNull(GrammarTest.class.getResource("/imap-grammar/" + file));
            for (var line : Files.readAllLines(Path.of(url.toURI()))) {
                if (line.startsWith("= ")) {
                    int colon = line.indexOf(": ");
                    var name = line.substring(2, colon);
                    all.add(new Production(name, line.substring(colon + 2), new ArrayList<>()));
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    all.getLast().examples().add(line);
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("productions")
    void isRead(Production of) {
        var wrong = new ArrayList<String>();
        int right = 0;
        for (var example : of.examples()) {
            var parts = example.substring(2).split(" => ", 2);
            int gap = of.command().indexOf('?');
            var before = Chat.unescaped(of.command().substring(0, gap));
            var after = Chat.unescaped(of.command().substring(gap + 1));
            var read = read(before + Chat.unescaped(parts[0]) + after);
            boolean taken = !(read.startsWith("Malformed") || read.startsWith("Unknown"));
            boolean meant = parts.length == 1 || read.contains(parts[1]);
            right += taken ? 1 : 0;
            if (taken != example.startsWith("+") || !meant) {
                wrong.add(example + " is " + read);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(right > 0);
    }

    /** What is understood of a command with its literals, without the CRLF at its end. */
    private static String read(String text) {
        var frame = new CommandFrame();
        var steps = new ArrayList<String>();
        int at = 0;
        while (true) {
            int end = text.indexOf("\r\n", at);
            var progress = frame.line(text.substring(at, end < 0 ? text.length() : end));
            at = end + 2;
            switch (progress) {
                case CommandFrame.Progress.Whole(var tag, var command) -> {
                    return tag.isEmpty() ? "Malformed tag" : command.toString();
                }
                case CommandFrame.Progress.Literal(int octets, _) -> {
                    frame.literal(text.substring(at, Math.min(text.length(), at + octets)));
                    at += octets;
                }
                case CommandFrame.Progress.Append(_, var more) -> {
                    steps.add(more.toString());
                    if (!(more.getLast() instanceof AppendStep.Content content)) {
                        return steps.toString();
                    }
                    at += (int) content.octets();
                }
                case CommandFrame.Progress.Failed failed -> {
                    return "Malformed: " + failed.why();
                }
                case CommandFrame.Progress.Passed _ -> {
                    return "Malformed before";
                }
            }
        }
    }
}
