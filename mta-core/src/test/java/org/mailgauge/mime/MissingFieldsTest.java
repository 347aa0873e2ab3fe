package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

class MissingFieldsTest {
    private static final String DATE = "Date: Sun, 1 Mar 2026 12:00:00 +0000|";
    private static final String ID = "Message-ID: <1@mx.test>|";

    private static String completed(String text, int piece) {
        var out = new ByteArrayOutputStream();
        var fields = new MissingFields(Instant.parse("2026-03-01T12:00:00Z"), "<1@mx.test>");
        var in = text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < in.length; at += piece) {
            fields.pass(in, at, Math.min(piece, in.length - at), out::write);
        }
        fields.end(out::write);
        return out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '>',
            textBlock =
                    """
                    Subject: x||body|                   > Subject: x|{D}{I}|body|
                    Date: today||body|                  > Date: today|{I}|body|
                    message-ID : x||body|               > message-ID : x|{D}|body|
                    DATE:x|Message-Id: y||Date: z|      > DATE:x|Message-Id: y||Date: z|
                    X: a|  date: folded|Y: b||body|     > X: a|  date: folded|Y: b|{D}{I}|body|
                    Subject: x|                         > Subject: x|{D}{I}
                    X-Date: x|Date-X: y||b|             > X-Date: x|Date-X: y|{D}{I}|b|
                    no header section|at all|           > {D}{I}|no header section|at all|
                    Subject: x|then a body|             > Subject: x|{D}{I}|then a body|
                    |body|                              > {D}{I}|body|
                    ||                                  > {D}{I}||
                    """)
    @DisplayName(
            "Date and Message-ID come at the end of the header section, where they are missing")
    void comeWhereMissing(String text, String expected) {
        var wanted = expected.replace("{D}", DATE).replace("{I}", ID);
        for (int piece : new int[] {1, 2, 3, 1000}) {
            assertEquals(wanted, completed(text, piece), "in pieces of " + piece);
        }
    }

    @Test
    void longNameIsNoField() {
        var text = "x".repeat(200) + ": y||body|";
        assertEquals(DATE + ID + "|" + text, completed(text, 7));
    }
}
