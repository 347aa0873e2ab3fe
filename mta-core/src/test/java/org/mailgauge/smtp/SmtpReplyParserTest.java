package org.mailgauge.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.smtp.SmtpReplyParser.Result;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class SmtpReplyParserTest {
    private static final List<String> CORPUS =
            List.of(
                    "220 mx.example.org ESMTP Postfix\r\n",
                    "250-mx.example.org\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n",
                    "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n",
                    "550-5.1.1 No such user\r\n550 5.1.1 https://example.com/ - gsmtp\r\n",
                    "421 4.7.0 Try again later, closing connection.\r\n",
                    "250\r\n",
                    "250 \r\n",
                    "250-\r\n250-\r\n250 \r\n",
                    "452 4.3.1 Insufficient system storage\n",
                    "554 Transaction failed: 8-bit \u00e9\u00ff\r\n",
                    "500 5.5.2 Error: bad syntax\r\n502 5.5.1 Command not implemented\r\n");

    /** Everything that a stream gives, fed in pieces of one size. */
    private static List<String> parse(byte[] octets, int piece) {
        var parser = new SmtpReplyParser();
        var seen = new ArrayList<String>();
        int at = 0;
        while (at < octets.length) {
            var fed = parser.feed(octets, at, Math.min(piece, octets.length - at));
            at += fed.consumed();
            switch (fed.result()) {
                case Result.Complete(var reply) -> seen.add(reply.toString());
                case Result.Malformed(var why) -> seen.add("malformed: " + why);
                case Result.NeedMore _ -> {}
            }
        }
        return seen;
    }

    private static List<String> parse(String text) {
        return parse(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
                    250 ok~                           | [250 ok]
                    250~                              | [250 ]
                    250-a~250-b~250 c~                | [250 a b c]
                    250-a~250~                        | [250 a ]
                    250 ok^                           | [250 ok]
                    550 5.1.1 unknown~                | [550 5.1.1 unknown]
                    550-5.1.1 not~550 5.1.1 here~     | [550 5.1.1 not here]
                    550-5.1.1 not~550 here~           | [550 5.1.1 not here]
                    550 4.1.1 wrong class~            | [550 4.1.1 wrong class]
                    250 2.0 x~                        | [250 2.0 x]
                    250 2.1234.0 x~                   | [250 2.1234.0 x]
                    354 3.0.0 go~                     | [354 3.0.0 go]
                    250 a~250 b~                      | [250 a, 250 b]
                    199 x~                            | [malformed: no reply code]
                    600 x~                            | [malformed: no reply code]
                    25 x~                             | [malformed: no reply code]
                    250x~                             | [malformed: no reply code]
                    HTTP/1.1 400 Bad~                 | [malformed: no reply code]
                    ~                                 | [malformed: no reply code]
                    250-a~251 b~                      | [malformed: codes 250 and 251 in one reply]
                    250 ok                            | []
                    250-ok~                           | []
                    """)
    void replies(String stream, String seen) {
        assertEquals(seen, parse(stream.replace("~", "\r\n").replace('^', '\n')).toString());
    }

    @Test
    void enhancedCodesAreTakenOutOfTheText() {
        var octets = "550-5.1.1 not\r\n550 5.1.1 here\r\n".getBytes(StandardCharsets.US_ASCII);
        var result = new SmtpReplyParser().feed(octets, 0, octets.length).result();
        var reply = assertInstanceOf(Result.Complete.class, result).reply();
        assertEquals(
                new SmtpReply(550, new EnhancedStatus(5, 1, 1), List.of("not", "here")), reply);
    }

    @Test
    void aWrongClassIsNoEnhancedCode() {
        var octets = "550 4.1.1 x\r\n".getBytes(StandardCharsets.US_ASCII);
        var result = new SmtpReplyParser().feed(octets, 0, octets.length).result();
        var reply = assertInstanceOf(Result.Complete.class, result).reply();
        assertEquals(new EnhancedStatus(5, 0, 0), reply.statusOrDefault());
    }

    @Test
    void controlCharactersDoNotGetThrough() {
        assertEquals(List.of("250 a?b?c\u00e9\td"), parse("250 a\0b\rc\u00e9\td\r\n"));
    }

    @Test
    void linesAndRepliesAreBounded() {
        var longest = "250 " + "x".repeat(SmtpReplyParser.LONGEST_LINE - 5) + "\r\n";
        assertEquals(1, parse(longest).size());
        assertEquals("malformed: line too long", parse("250 x" + longest.substring(4)).getFirst());
        var lines = "250-x\r\n".repeat(SmtpReplyParser.MOST_LINES - 1);
        assertEquals(1, parse(lines + "250 x\r\n").size());
        assertEquals(List.of("malformed: too many lines"), parse(lines + "250-x\r\n250 x\r\n"));
    }

    @Test
    void mutantsNeverThrowAndCuttingChangesNothing() {
        Mutants.ofOctets(
                CORPUS,
                octets -> {
                    var whole = parse(octets, Integer.MAX_VALUE);
                    assertEquals(whole, parse(octets, 1));
                    assertEquals(whole, parse(octets, 7));
                });
    }
}
