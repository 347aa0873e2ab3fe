package org.mailgauge.deliver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.queue.Content;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class LetterTest {
    private static final ForwardPath JOE = new ForwardPath(new Mailbox("Joe+list", "y.test"));
    private static final ReversePath ANN = new ReversePath.Sender(new Mailbox("ann", "x.test"));
    private static final String TOP = "Return-Path: <ann@x.test>|Delivered-To: Joe+list@y.test|";

    private static byte[] octets(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Letter letter(String text) throws IOException {
        return Letter.open(ANN, SimTime.START, FakeSlot.in(octets(text)));
    }

    /** Read in pieces of that size. */
    private static String read(Content content, int piece) throws IOException {
        var text = new StringBuilder();
        var buffer = new byte[piece];
        for (long at = 0; at < content.octets(); ) {
            int count = content.read(at, buffer, 0, piece);
            assertTrue(count > 0, "at " + at);
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            at += count;
        }
        assertEquals(-1, content.read(content.octets(), buffer, 0, piece));
        return text.toString().replace("\r\n", "|");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '>',
            textBlock =
                    """
                    'A: 1||body|'                                  > 'A: 1||body|'
                    'Return-Path: <old@z>|A: 1||body|'             > 'A: 1||body|'
                    'A: 1|RETURN-PATH: <o@z>|B: 2||body|'          > 'A: 1|B: 2||body|'
                    'Return-Path:| <o@z>|Return-Path : x|B: 2||b|' > 'B: 2||b|'
                    'A: 1|Return-Path: <o@z>||b|'                  > 'A: 1||b|'
                    'A: 1|Return-Path: <o@z>'                      > 'A: 1|'
                    'A: 1|Return-Path: <o@z>|'                     > 'A: 1|'
                    'A: 1|Return-Path-X: <o@z>||b|'                > 'A: 1|Return-Path-X: <o@z>||b|'
                    'A: 1|| Return-Path: b|Return-Path: c|'        > 'A: 1|| Return-Path: b|Return-Path: c|'
                    'A: 1| Return-Path: b||c|'                     > 'A: 1| Return-Path: b||c|'
                    '|Return-Path: in the body|'                   > '|Return-Path: in the body|'
                    '|'                                            > '|'
                    'no colon|Return-Path: <o@z>|x'                > 'no colon|x'
                    """)
    @DisplayName("one Return-Path field on top, those it came with removed (RFC 5321 section 4.4)")
    void hasOneReturnPath(String content, String expected) throws IOException {
        for (int piece : new int[] {1, 7, 4096}) {
            assertEquals(TOP + expected, read(letter(content).to(JOE), piece));
        }
    }

    @Test
    void nullReversePathIsShownAsSuch() throws IOException {
        var content = FakeSlot.in(octets("A: 1||b|"));
        var letter = Letter.open(new ReversePath.Null(), SimTime.START, content);
        assertTrue(read(letter.to(JOE), 100).startsWith("Return-Path: <>|Delivered-To: Joe"));
    }

    @Test
    void emptyContentHasOurFieldsOnly() throws IOException {
        assertEquals(TOP, read(letter("").to(JOE), 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Delivered-To: joe+list@y.test||b|",
                "A: 1|delivered-to:|\t<JOE+LIST@Y.TEST> ||b|",
                "Delivered-To: other@y.test|Delivered-To : joe+list@y.test||b|",
                "Delivered-To: joe+list@y.test",
            })
    @DisplayName("Delivered-To with the same address is a loop, whatever its case (RFC 9228)")
    void knowsWhereItHasBeen(String content) throws IOException {
        assertTrue(letter(content).hasBeenAt(JOE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 1||Delivered-To: joe+list@y.test|",
                "Delivered-To: joe@y.test||b|",
                "X-Delivered-To: joe+list@y.test||b|",
                "Delivered-To: joe+list@y.test.z||b|",
            })
    void othersAndTheBodyAreNoLoop(String content) throws IOException {
        assertFalse(letter(content).hasBeenAt(JOE));
    }

    @Test
    void unreadableContentIsToldAtOnce() {
        var content = FakeSlot.failing(octets("A: 1|".repeat(50)), 100);
        assertThrows(IOException.class, () -> Letter.open(ANN, SimTime.START, content));
        var early = FakeSlot.truncated(octets("A: 1|".repeat(50)), 100);
        assertThrows(IOException.class, () -> Letter.open(ANN, SimTime.START, early));
    }

    @Test
    @DisplayName("any octets at all: what is not a Return-Path field stays, in order")
    void keepsEverythingElse() throws IOException {
        var random = new Random(5);
        var pieces =
                new String[] {"Return-Path", ":", " ", "|", "a", "Delivered-To", "\r", "\n", "\0"};
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            var whole = read(letter(text.toString()).to(JOE), 5);
            assertTrue(whole.startsWith(TOP));
            var rest = whole.substring(TOP.length());
            assertEquals(cut(text.toString().replace("|", "\r\n")), rest.replace("|", "\r\n"));
        }
    }

    /** The same by lines, the slow way. */
    private static String cut(String text) {
        var kept = new StringBuilder();
        boolean cutting = false;
        boolean body = false;
        for (var line : text.split("(?<=\n)", -1)) {
            var bare = line.replace("\n", "");
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (!body && !folded && !line.isEmpty()) {
                body = bare.startsWith("\r") || line.equals("\n");
                int colon = bare.indexOf(':');
                cutting =
                        !body
                                && colon >= 0
                                && bare.substring(0, colon).strip().equals("Return-Path");
            }
            kept.append(cutting && !body ? "" : line);
        }
        return kept.toString();
    }
}
