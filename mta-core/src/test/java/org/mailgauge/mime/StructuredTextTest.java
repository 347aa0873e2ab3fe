package org.mailgauge.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.InternetAddress;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** RFC 2047 section 5, RFC 2231: structured fields that were written with raw 8-bit text. */
class StructuredTextTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    Jürg <a@b.test>              | =?utf-8?B?SsO8cmc=?= <a@b.test>
                    Jürg<a@b.test>               | =?utf-8?B?SsO8cmc=?= <a@b.test>
                    "Jürg, \\"x\\"" <a@b.test>   | =?utf-8?B?SsO8cmcsICJ4Ig==?= <a@b.test>
                    J. ü Q <a@b.test>            | =?utf-8?B?Si4gw7wgUQ==?= <a@b.test>
                    x <a@b.test>, ü <c@d.test>   | `x <a@b.test>,~ =?utf-8?B?w7w=?= <c@d.test>`
                    ü: a@b.test, <c@d.test>;     | =?utf-8?B?w7w=?= : a@b.test, <c@d.test>;
                    a@b.test (Jürg (x))          | `a@b.test~ (=?utf-8?B?SsO8cmcgKHgp?=)`
                    ü (é) <a@b.test>             | `=?utf-8?B?w7w=?=~ (=?utf-8?B?w6k=?=) <a@b.test>`
                    =?utf-8?Q?=C3=A9?= ü <a@b>   | =?utf-8?B?w6kgw7w=?= <a@b>
                    "=?utf-8?Q?=C3=A9?=" ü <a@b> | `=?utf-8?B?PT91dGYtOD9RPz1DMz1BOT89IMO8?= <a@b>`
                    x <(ü) a@b.test>             | `x <~ (=?utf-8?B?w7w=?=) a@b.test>`
                    """)
    void names(String raw, String written) {
        assertEquals(written.replace("~", "\r\n"), StructuredText.addresses(raw, 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ü@b.test",
                "\"ü\"@b.test",
                "x <ü@b.test>",
                "x <a@ü.test>",
                "x <\"ü\"@b.test>",
                "<@ü:a@b.test>",
                "x <a@[ü]>",
                "ü",
                "<a@b.test> ü",
                "x: ü@b.test;",
                "x@bü: c"
            })
    @DisplayName("an address itself cannot be written otherwise")
    void addresses(String raw) {
        assertNull(StructuredText.addresses(raw, 6));
    }

    @Test
    void phrasesStayApart() {
        assertEquals(
                "a b, \r\n =?utf-8?B?w7w=?= , c".replace(", \r", ",\r"),
                StructuredText.phrases("a b, ü, c", 10));
        assertEquals("=?utf-8?B?w7w=?=", StructuredText.phrases("ü", 10));
    }

    @Test
    void onlyCommentsOfOtherFields() {
        assertEquals("1.0\r\n (=?utf-8?B?w7w=?=)", StructuredText.comments("1.0 (ü)", 10));
        assertNull(StructuredText.comments("<ü@x>", 10));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    text/plain; name="ü x.txt"      | text/plain; name*=utf-8''%C3%BC%20x.txt
                    text/plain; Name=ü x; charset=a | text/plain; name*=utf-8''%C3%BC%20x; charset=a
                    attachment;filename=ü.pdf       | attachment; filename*=utf-8''%C3%BC.pdf
                    x/y; a=b (ü)                    | `x/y; a=b~ (=?utf-8?B?w7w=?=)`
                    """)
    void parameters(String raw, String written) {
        assertEquals(written.replace("~", "\r\n"), StructuredText.parameters(raw, 14));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/ü", "text/x; ü=a", "multipart/x; boundary=ü", "a/b; n*=x''ü"})
    void noParameters(String raw) {
        assertNull(StructuredText.parameters(raw, 14));
    }

    @Test
    @DisplayName("Angus reads long values and names as they were, and lines are short")
    void readByOthers() throws Exception {
        var name = "Ünter den Linden (am Tor) ".repeat(9).strip() + ".pdf";
        var disposition = StructuredText.parameters("attachment; filename=\"" + name + "\"", 21);
        assertNotNull(disposition);
        System.setProperty("mail.mime.decodeparameters", "true");
        assertEquals(name, new ContentDisposition(disposition).getParameter("filename"));
        var people = "\"" + name + "\" <a@b.test>, plain <c@d.test>, " + name.charAt(0) + " <e@f>";
        var written = StructuredText.addresses(people, 4);
        assertNotNull(written);
        var read = InternetAddress.parse(written.replace("\r\n", ""));
        assertEquals(
                List.of(name, "plain", "Ü"),
                Arrays.stream(read).map(InternetAddress::getPersonal).toList());
        for (var text : List.of(disposition, written)) {
            text.lines().skip(1).forEach(line -> assertTrue(line.length() <= 76, line));
        }
    }

    @Test
    @DisplayName("whatever is written says what was there")
    void nothingIsLost() {
        Mutants.ofOctets(
                List.of("Jo \"é\" (ü) <a@b.test>, g: x@y.test (é), ü <c@d>;, é.x <q@r>"),
                octets -> {
                    var raw = new String(octets, StandardCharsets.ISO_8859_1);
                    var written = StructuredText.addresses(raw, 6);
                    if (written != null) {
                        assertTrue(Texts.isAscii(written), written);
                        var unfolded = written.replace("\r\n", "");
                        assertEquals(
                                specs(AddressList.parse(raw)), specs(AddressList.parse(unfolded)));
                    }
                });
    }

    private static List<String> specs(List<HeaderAddress> all) {
        return all.stream()
                .flatMap(
                        one ->
                                switch (one) {
                                    case HeaderAddress.Mailbox mailbox -> List.of(mailbox).stream();
                                    case HeaderAddress.Group group -> group.members().stream();
                                })
                .map(mailbox -> mailbox.local() + "@" + mailbox.domain())
                .toList();
    }
}
