package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.Mutants;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

class MailDateTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Fri, 21 Nov 1997 09:55:06 -0600           | 1997-11-21T09:55:06-06:00
                    Tue, 1 Jul 2003 10:52:37 +0200            | 2003-07-01T10:52:37+02:00
                    Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-13T23:32-03:30
                    21 Nov 97 09:55:06 GMT                    | 1997-11-21T09:55:06Z
                    Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00
                    1 jan 05 00:00:60 EST                     | 2005-01-01T00:00:59-05:00
                    1 Jan 105 00:00 PDT                       | 2005-01-01T00:00-07:00
                    Mon, 1 January 2024 1:02:03               | 2024-01-01T01:02:03Z
                    1 Jan 2024 00:00 Z                        | 2024-01-01T00:00Z
                    1 Jan 2024 00:00 K                        | 2024-01-01T00:00Z
                    1 Jan 2024 00:00 CEST                     | 2024-01-01T00:00Z
                    Sun, 29 Feb 2023 00:00 +0000              |
                    32 Jan 2024 00:00 +0000                   |
                    1 Foo 2024 00:00 +0000                    |
                    1 Jan 2024 24:00 +0000                    |
                    1 Jan 2024 00:00 +9959                    |
                    1 Jan 20240 00:00 +0000                   |
                    Whenever                                  |
                    2024-01-01T00:00:00Z                      |
                    """)
    void reads(String body, @Nullable String expected) {
        assertEquals(expected, MailDate.parse(body).map(OffsetDateTime::toString).orElse(null));
    }

    @Test
    void readsWhatItWrites() {
        var when = Instant.ofEpochSecond(1_700_000_000);
        assertEquals(when, MailDate.parse(MailDate.of(when)).orElseThrow().toInstant());
    }

    @Test
    void survivesMutants() {
        Mutants.of(
                List.of("Fri, 21 Nov 1997 09:55:06 -0600 (x)", "1 Jan 05 0:0 EST"),
                MailDate::parse);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <a@b>                                     | [<a@b>]
                    <a@b> <c@d>                               | [<a@b>, <c@d>]
                    your mail of <a @ b(c).d>, and <e@f>      | [<a@b.d>, <e@f>]
                    <"x y"@b> <[1.2.3.4]@c                    | [<"x y"@b>]
                    <a@b <c@d>                                | [<c@d>]
                    <> a@b                                    | []
                    """)
    void messageIds(String body, String expected) {
        assertEquals(expected, MessageIds.parse(body, 10).toString());
    }

    @Test
    void messageIdsAreCounted() {
        assertEquals(10, MessageIds.parse("<a@b>".repeat(1_000), 10).size());
        Mutants.of(List.of("<a@b> x <c@d>(y)"), body -> MessageIds.parse(body, 10));
    }
}
