package org.mailgauge.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImapUrlTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            textBlock =
                    """
                    /INBOX/;UID=1 | INBOX 0 1 [] null
                    /Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER | Drafts 385759045 20 [HEADER] null
                    /a/b%20c/;uid=4294967295/;Section=1.5.9 | a/b c 0 4294967295 [1.5.9] null
                    /%C3%A9/;UID=7/;SECTION=1.HEADER.FIELDS%20(From%20To)/;PARTIAL=0.1024 | é 0 7 [1.HEADER.FIELDS (From To)] Partial[from=0, octets=1024]
                    /INBOX/;UID=7/;PARTIAL=9 | INBOX 0 7 [] Partial[from=9, octets=9223372036854775807]
                    ;UID=3 | null 0 3 [] null
                    /;UID=3/;SECTION=TEXT | null 0 3 [TEXT] null
                    """)
    @DisplayName("paths name messages and parts of them (RFC 5092)")
    void names(String url, String expected) {
        var found = ImapUrl.parse(url).orElseThrow();
        assertEquals(
                expected,
                found.mailbox()
                        + " "
                        + found.uidValidity()
                        + " "
                        + found.uid()
                        + " ["
                        + found.section()
                        + "] "
                        + found.partial());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "/",
                "/INBOX",
                "/INBOX/",
                "INBOX/;UID=1",
                "//host/INBOX/;UID=1",
                "imap://anna@mx.test/INBOX/;UID=1",
                "http://x.test/",
                "/INBOX/;UID=",
                "/INBOX/;UID=0",
                "/INBOX/;UID=4294967296",
                "/INBOX/;UID=1x",
                "/INBOX;UIDVALIDITY=x/;UID=1",
                "/INBOX;UIDVALIDITY=0/;UID=1",
                "/%/;UID=1",
                "/%4/;UID=1",
                "/%zz/;UID=1",
                "/%FF/;UID=1",
                "/in box/;UID=1",
                "/INBOX/;UID=1/;SECTION=NONE",
                "/INBOX/;UID=1/;SECTION=1.MIME%5d",
                "/INBOX/;UID=1/;PARTIAL=1.0",
                "/INBOX/;UID=1/;PARTIAL=x",
                "/INBOX/;UID=1;URLAUTH=anonymous:internal:0",
                "/INBOX/;UID=1/;SECTION=1;EXPIRE=2030-01-01T00:00:00Z"
            })
    @DisplayName("what is no path to a message is none, nor what is of another server")
    void refuses(String url) {
        assertTrue(ImapUrl.parse(url).isEmpty(), () -> ImapUrl.parse(url) + "");
    }
}
