package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What docs/mime.md says that contents cost which are made to cost much: counted steps, the same on
 * every machine.
 */
class MimeBombsTest {
    private static final Path PAGE = Path.of("../docs/mime.md");

    /** Twice as much costs at most so many times as much, in hundredths. */
    private static final long TWICE = 230;

    /**
     * A content that is made of many pieces.
     *
     * @param times how many
     */
    record Bomb(String name, int times, String head, IntFunction<String> piece, String tail) {
        Bomb twice() {
            return new Bomb(name, 2 * times, head, piece, tail);
        }

        Cost cost() {
            var parser = new MimeParser();
            long octets = feed(parser, head);
            for (int i = 0; i < times; i++) {
                octets += feed(parser, piece.apply(i));
            }
            octets += feed(parser, tail);
            return new Cost(octets, Trees.count(parser.end()), parser.steps());
        }

        private static int feed(MimeParser parser, String text) {
            var octets = Corpus.octets(text);
            parser.feed(octets, 0, octets.length);
            return octets.length;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Of parsing one. */
    record Cost(long octets, int entities, long steps) {}

    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b";
    private static final String LONG = "x".repeat(1 << 16);

    static final List<Bomb> BOMBS =
            List.of(
                    new Bomb(
                            "500,000 addresses in a field",
                            500_000,
                            "To: ",
                            _ -> "a@b.test,\r\n ",
                            "\r\n\r\nbody\r\n"),
                    new Bomb(
                            "500,000 fields",
                            500_000,
                            "",
                            _ -> "To: a@b.test\r\n",
                            "Content-Type: text/html\r\n\r\nx"),
                    new Bomb(
                            "10,000 multiparts in each other",
                            10_000,
                            "",
                            i -> MIXED + i + "\r\n\r\n--b" + i + "\r\n",
                            "\r\nend\r\n"),
                    new Bomb(
                            "100,000 messages in each other",
                            100_000,
                            "",
                            _ -> "Content-Type: message/rfc822\r\n\r\n",
                            ""),
                    new Bomb(
                            "100,000 parts of a multipart",
                            100_000,
                            MIXED + "\r\n\r\n",
                            _ -> "--b\r\n\r\nx\r\n",
                            "--b--\r\n"),
                    new Bomb(
                            "a boundary of 1 MiB",
                            1 << 4,
                            "Content-Type: multipart/mixed; boundary=",
                            _ -> LONG,
                            "\r\n\r\n--b\r\n\r\nx\r\n"),
                    new Bomb(
                            "a line of 100 MiB",
                            1_600,
                            MIXED + "\r\n\r\n--b\r\n\r\n--",
                            _ -> LONG,
                            "\r\n"));

    static List<Bomb> bombs() {
        return BOMBS;
    }

    private static String row(Bomb bomb, Cost cost, Cost twice) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %.2f | %.2f |",
                bomb.name(),
                cost.octets(),
                cost.entities(),
                (double) cost.steps() / cost.octets(),
                (double) twice.steps() / cost.steps());
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void costsWhatThePageSays(Bomb bomb) throws IOException {
        var cost = bomb.cost();
        var twice = bomb.twice().cost();
        assertTrue(twice.steps() * 100 <= TWICE * cost.steps(), twice + " " + cost);
        var row = row(bomb, cost, twice);
        var page = Files.readString(PAGE);
        assertTrue(page.contains(row + "\n"), "docs/mime.md has not: " + row);
    }

    @Test
    void thePageHasNoOthers() throws IOException {
        var rows =
                Files.readAllLines(PAGE).stream()
                        .dropWhile(line -> !line.startsWith("| content |"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .count();
        assertEquals(BOMBS.size(), rows);
    }
}
