package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.SplittableRandom;

class EncodedWordsTest {
    private static final List<String> CORPUS =
            List.of(
                    "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?= c",
                    "=?utf-8?B?w6k=?= =?utf-8?Q?=C3=A9?= =?us-ascii*en?Q?_x_?=",
                    "=?x?y?z?= =?=?=?=? =??Q??=",
                    "=?gb2312?B?1tDOxA==?=, =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
                    =?ISO-8859-1?Q?a?=                              | a
                    =?ISO-8859-1?Q?a?= b                            | a b
                    =?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=           | ab
                    =?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=          | ab
                    =?ISO-8859-1?Q?a_b?=                            | a b
                    =?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=          | a b
                    """)
    @DisplayName("the examples of RFC 2047 section 8")
    void examplesOfRfc2047(String field, String expected) {
        assertEquals(expected, EncodedWords.decode(field));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    =?US-ASCII*EN?Q?Keith_Moore?= <moore@cs.utk.edu>      | Keith Moore <moore@cs.utk.edu>
                    =?utf-8?Q?=C3?= =?utf-8?Q?=A9?=                       | \u00e9
                    =?utf-8?B?4oI=?= =?UTF-8?Q?=AC?=                      | \u20ac
                    =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=                    | \u65e5\u672c
                    =?gb2312?B?1tDOxA==?=                                 | \u4e2d\u6587
                    =?windows-1252?q?=80_x?=                              | \u20ac x
                    a=?utf-8?Q?=C3=A9?=b                                  | a\u00e9b
                    =?utf-8?Q?a b?=                                       | a b
                    =?utf-8?Q?=?=                                         | =
                    =?utf-8?Q?=ZZ=4?=                                     | =ZZ=4
                    =?utf-8?B?YWI?=                                       | ab
                    =?utf-8?B?YW I=?=                                     | ab
                    =?utf-8?Q?a=0D=0Ab=00?=c                              | a  b c
                    =?x-unknown?Q?=C3=A9?= =?utf-8?Q?a?=                  | =?x-unknown?Q?=C3=A9?= a
                    =?utf-7?Q?+AGE-?=                                     | =?utf-7?Q?+AGE-?=
                    =?utf-8?X?a?=                                         | =?utf-8?X?a?=
                    =?utf-8?Q?a                                           | =?utf-8?Q?a
                    =?utf-8?B?????=                                       | =?utf-8?B?????=
                    =?us-ascii?Q?=C3=A9?=                                 | \u00e9
                    plain \u00e9                                          | plain \u00e9
                    """)
    void decodes(String field, String expected) {
        assertEquals(expected, EncodedWords.decode(field));
    }

    @Test
    void emptyWordIsNothing() {
        assertEquals("ab", EncodedWords.decode("a=?utf-8?Q??=b"));
    }

    @Test
    void wordsMayBeLongerThanTheyShould() {
        var text = "x".repeat(5_000);
        assertEquals(text, EncodedWords.decode("=?utf-8?Q?" + text + "?="));
        var tooLong = "=?utf-8?Q?" + text + text + "?=";
        assertEquals(tooLong, EncodedWords.decode(tooLong));
    }

    @Test
    void manyBeginningsCostNoMoreThanTheirOctets() {
        var text = "=?utf-8?Q?x".repeat(200_000);
        assertTrue(text.equals(EncodedWords.decode(text)));
    }

    @Test
    void survivesMutants() {
        Mutants.of(
                CORPUS,
                text -> {
                    var decoded = EncodedWords.decode(text);
                    assertTrue(decoded.length() <= text.length() + 2, decoded);
                });
    }

    @Test
    void whatWeEncodeIsDecodedToTheSame() {
        var random = new SplittableRandom(2047);
        for (int i = 0; i < 2_000; i++) {
            var text = text(random);
            int used = random.nextInt(90);
            var encoded = FieldText.encode(text, used);
            assertEquals(
                    text, EncodedWords.decode(encoded.replace("\r\n", "").stripLeading()), encoded);
            checkLines(encoded, used);
        }
    }

    private static String text(SplittableRandom random) {
        var text = new StringBuilder("\u00e9");
        int length = random.nextInt(150);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) (0x20 + random.nextInt(0x5F)));
                case 1 -> text.append(' ');
                case 2 -> text.append((char) (0xA0 + random.nextInt(0x3000)));
                default -> text.appendCodePoint(0x1F300 + random.nextInt(0x200));
            }
        }
        return text.toString();
    }

    private static void checkLines(String encoded, int used) {
        var lines = encoded.split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int length = lines[i].length() + (i == 0 && !lines[0].isEmpty() ? used : 0);
            assertTrue(length <= FieldText.LINE, lines[i]);
            var word = lines[i].strip();
            assertTrue(word.length() <= FieldText.WORD, word);
            if (!word.isEmpty()) {
                assertFalse(EncodedWords.decode(word).contains("\uFFFD"), "split: " + word);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"hello world,false", "caf\u00e9,true", "a=?b,true", "'tab\t',false", "\u007f,true"})
    void tellsWhatMustBeEncoded(String text, boolean expected) {
        assertEquals(expected, FieldText.needsEncoding(text));
    }

    @Test
    void controlsAndLoneSurrogatesAreNotWritten() {
        assertEquals(
                "a  \u00e9 \uFFFD",
                EncodedWords.decode(FieldText.encode("a\r\n\u00e9\0\ud800", 9)));
    }
}
