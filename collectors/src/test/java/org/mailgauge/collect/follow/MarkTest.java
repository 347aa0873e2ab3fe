package org.mailgauge.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

class MarkTest {
    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void isReadAsItWasWritten() {
        var print = Print.of(octets("Nov 24 01:02:03 mx postfix/smtp[1]:"));
        for (Mark mark :
                new Mark[] {
                    new Mark.File(-1, Long.MIN_VALUE, Long.MAX_VALUE, print, Instant.EPOCH),
                    new Mark.File(
                            2, 3, 0, Print.NONE, Instant.parse("2026-11-24T01:02:03.123456789Z")),
                    new Mark.Journal(""),
                    new Mark.Journal("s=afe4bc96;i=5;b=fedcba98;m=fa0;t=66173d6044fa0;x=9e1d")
                }) {
            assertEquals(Optional.of(mark), Mark.parse(mark.text()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file",
                "file 1 2 3 4 5",
                "file 1 2 -3 4 5 6",
                "file 1 2 3 257 5 6",
                "file 1 2 3 4 xyz 6",
                "file 1 2 3 4 5 99999999999999999999",
                "journal",
                "journal --file=/etc/passwd",
                "journal s=1 i=2",
                "other 1"
            })
    void anythingElseIsNone(String text) {
        assertEquals(Optional.empty(), Mark.parse(text));
    }

    @Test
    void aFingerprintMatchesWhatHasGrown() {
        var print = Print.of(octets("one\n"));

        assertTrue(print.matches(octets("one\n")));
        assertTrue(print.matches(octets("one\ntwo\n")));
        assertFalse(print.matches(octets("one")));
        assertFalse(print.matches(octets("two\none\n")));
        assertFalse(Print.NONE.matches(octets("one\n")));
    }
}
