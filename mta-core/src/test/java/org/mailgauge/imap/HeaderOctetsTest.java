package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Chat;

class HeaderOctetsTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    A: b~~~e           | false
                    A: e~~b~           | true
                    A: b~B: c~ e       | true
                    A: b~~e            | false
                    ~e                 | false
                    e                  | true
                    A: b%%e            | false
                    A: b~%e            | false
                    A: b%~e            | false
                    A: b^e             | true
                    A: b~^^%e          | true
                    A: b~^~e           | true
                    A: b               | false
                    """)
    @DisplayName("8-bit octets count up to the empty line, wherever the pieces are cut (e is one)")
    void eightBit(String text, boolean expected) {
        var octets =
                Chat.octets(
                        text.replace("~", "\r\n")
                                .replace("%", "\n")
                                .replace("^", "\r")
                                .replace('e', (char) 0xE9));
        for (int cut = 0; cut <= octets.length; cut++) {
            var header = new HeaderOctets();
            header.take(octets, 0, cut);
            header.take(octets, cut, octets.length - cut);
            assertEquals(expected, header.eightBit(), "cut at " + cut);
        }
    }
}
