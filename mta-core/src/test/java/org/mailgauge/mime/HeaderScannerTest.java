package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.List;

class HeaderScannerTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Message-ID: <a@b>##                        | <a@b>
                    message-id:<a@b>##                         | <a@b>
                    Message-Id : <a@b>##                       | <a@b>
                    Message-ID:##  <a@b>##                     | <a@b>
                    Message-ID: <a##  @b>##                    | <a@b>
                    Subject: x##Message-ID: <a@b> (c)##        | <a@b>
                    Message-ID: <a@b>##Message-ID: <c@d>##     | <a@b>
                    Message-ID: a@b##                          |
                    Message-ID: <a@b##                         |
                    X-Message-ID: <a@b>##                      |
                    Subject: x##  Message-ID: <a@b>##          |
                    Subject: x####Message-ID: <a@b>##          |
                    """)
    @DisplayName("the Message-ID is the first one of the header section")
    void findsMessageId(String content, @Nullable String expected) {
        assertEquals(expected, scan(content.replace("##", "\r\n")).messageId());
    }

    @Test
    void messageIdIsPrintable() {
        var id = scan("Message-ID: <a\0\t\u00e9 \177b@c>\r\n").messageId();
        assertEquals("<ab@c>", id);
    }

    @Test
    void messageIdOfAnySizeCostsNothing() {
        assertNull(scan("Message-ID: <" + "x".repeat(1_000_000) + ">\r\n").messageId());
    }

    @Test
    void countsReceivedOfTheHeaderSectionOnly() {
        var content =
                """
                Received: a
                \tReceived: folded
                RECEIVED: b
                Received-SPF: c

                Received: in the body
                """;
        var scanner = scan(content);
        assertEquals(2, scanner.receivedFields());
    }

    @Test
    void seesEightBitInHeaderAndBody() {
        assertTrue(scan("Subject: \u00e9\r\n\r\nx").eightBit());
        assertTrue(scan("Subject: x\r\n\r\nabcdefghijk\u00e9").eightBit());
        assertTrue(scan("Subject: x\r\n\r\nabc\u00e9defghijklmnopq").eightBit());
        assertFalse(scan("Subject: x\r\n\r\nabcdefghijklmnopqrstuvwxyz").eightBit());
    }

    @Test
    void tooManyFieldsAreTooLarge() {
        assertFalse(scan("X: y\r\n".repeat(HeaderScanner.FIELDS)).tooLarge());
        assertTrue(scan("X: y\r\n".repeat(HeaderScanner.FIELDS + 1)).tooLarge());
        assertFalse(scan("\r\n" + "X: y\r\n".repeat(HeaderScanner.FIELDS + 1)).tooLarge());
    }

    @Test
    void tooManyAddressesAreTooLarge() {
        var few = "To: " + "a@b,\r\n ".repeat(HeaderScanner.ADDRESSES - 1) + "a@b\r\n";
        assertFalse(scan(few).tooLarge());
        assertTrue(scan(few + "Cc: a@b,c@d\r\n").tooLarge());
        assertFalse(scan("Subject: " + ",".repeat(500_000) + "\r\n").tooLarge());
    }

    @Test
    @DisplayName("pieces of one octet give the same as one piece, and no mutant throws")
    void survivesMutants() {
        var corpus =
                List.of(
                        "Received: from a by b; date\r\nMessage-ID: <x@y>\r\nTo: a@b, c@d\r\n\r\nhi\r\n",
                        "From: a\r\n b,\r\n\tc\r\nmessage-id : <q\r\n @r>\r\nReceived:\r\n\r\n\u00e9");
        Mutants.of(
                corpus,
                text -> {
                    var whole = scan(text);
                    var pieces = new HeaderScanner();
                    for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
                        pieces.scan(new byte[] {octet}, 0, 1);
                    }
                    assertEquals(facts(whole), facts(pieces));
                });
    }

    private static List<Object> facts(HeaderScanner scanner) {
        return List.of(
                String.valueOf(scanner.messageId()),
                scanner.receivedFields(),
                scanner.eightBit(),
                scanner.tooLarge());
    }

    private static HeaderScanner scan(String content) {
        var scanner = new HeaderScanner();
        var octets = content.getBytes(StandardCharsets.ISO_8859_1);
        scanner.scan(octets, 0, octets.length);
        return scanner;
    }
}
