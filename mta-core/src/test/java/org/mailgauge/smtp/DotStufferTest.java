package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

class DotStufferTest {
    private static final List<String> CORPUS =
            List.of(
                    "Subject: x\r\n\r\nHello\r\n.\r\n..\r\n...dots\r\n.end\r\n",
                    ".\r\n",
                    "\r\n\r\n\r\n",
                    "no line end",
                    "a\r\n.\r\nMAIL FROM:<x@y>\r\n",
                    "a\n.\nb\r.\rc\r\r\n.\r\n\n.\r\n",
                    "8-bit \u00e9\u00ff\u0000\r\n");

    private static byte[] stuff(byte[] content, int piece) {
        var out = new ByteArrayOutputStream();
        var stuffer = new DotStuffer();
        for (int at = 0; at < content.length; at += piece) {
            int length = Math.min(piece, content.length - at);
            var room = new byte[DotStuffer.room(length)];
            out.write(room, 0, stuffer.put(content, at, length, room, 0));
        }
        var room = new byte[6];
        out.write(room, 0, stuffer.end(room, 0));
        return out.toByteArray();
    }

    private static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''        | .~
                    a~        | a~.~
                    a         | a~.~
                    .~        | ..~.~
                    a~.b~     | a~..b~.~
                    ..~       | ...~.~
                    a.~       | a.~.~
                    ~         | ~.~
                    a^.^b~    | a . b~.~
                    a<.<b~    | a . b~.~
                    a<        | a ~.~
                    <<~       | '  ~.~'
                    ^.~       | ' .~.~'
                    0123456789abcdef~0123456~01234567~89~ | 0123456789abcdef~0123456~01234567~89~.~
                    01234567  | 01234567~.~
                    0123456789abcde^f01234567<89abc~.de~ | 0123456789abcde f01234567 89abc~..de~.~
                    a~~b~.c~  | a~~b~..c~.~
                    a~b<~c^~  | a~b ~c ~.~
                    """)
    void wireForm(String content, String wire) {
        var octets =
                content.replace("~", "\r\n")
                        .replace('^', '\n')
                        .replace('<', '\r')
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(wire.replace("~", "\r\n"), latin(stuff(octets, 3)));
        assertEquals(wire.replace("~", "\r\n"), latin(stuff(octets, 100)));
    }

    @Test
    void theServersDecoderGivesBackWhatWasSent() {
        Mutants.ofOctets(
                CORPUS,
                content -> {
                    var wire = stuff(content, 7);
                    assertEquals(latin(wire), latin(stuff(content, Integer.MAX_VALUE / 2)));
                    var decoded = new StringBuilder();
                    var decoder = new ContentDecoder(false);
                    int used =
                            decoder.decode(
                                    wire,
                                    0,
                                    wire.length,
                                    (from, offset, length) ->
                                            decoded.append(latin(from), offset, offset + length));
                    assertTrue(decoder.ended());
                    assertFalse(decoder.bare(), "no CR or LF alone");
                    assertEquals(wire.length, used, "the end is the first that a server sees");
                    assertEquals(cleaned(latin(content)), decoded.toString());
                });
    }

    /** What must arrive: CR and LF alone as spaces, the last line ended. */
    private static String cleaned(String content) {
        var marked = content.replace("\r\n", "\u0100");
        var clean = marked.replace('\r', ' ').replace('\n', ' ').replace("\u0100", "\r\n");
        return clean.isEmpty() || clean.endsWith("\r\n") ? clean : clean + "\r\n";
    }
}
