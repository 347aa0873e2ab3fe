package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class MechanismTest {

    private static Dialogue begin(Mechanism mechanism) {
        return mechanism.begin("nonce", false, null);
    }

    @Test
    @DisplayName("the examples of RFC 4616 section 4")
    void plain() {
        assertEquals(
                new Turn.Password("", "tim", "tanstaaftanstaaf"),
                Talk.take(begin(Mechanism.PLAIN), "\0tim\0tanstaaftanstaaf"));
        assertEquals(
                new Turn.Password("Ursel", "Kurt", "xipj3plmq"),
                Talk.take(begin(Mechanism.PLAIN), "Ursel\0Kurt\0xipj3plmq"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tim",
                "\0tim",
                "\0tim\0",
                "\0\0secret",
                "a\0b\0c\0d",
                "\0t\u0007m\0x",
                "\0\0\0"
            })
    void brokenPlainIsMalformed(String response) {
        assertInstanceOf(Turn.Malformed.class, Talk.take(begin(Mechanism.PLAIN), response));
    }

    @Test
    void plainIsBoundedAndUtf8() {
        var plain = begin(Mechanism.PLAIN);
        assertInstanceOf(
                Turn.Malformed.class, Talk.take(plain, "\0" + "u".repeat(256) + "\0secret"));
        assertInstanceOf(
                Turn.Malformed.class, Talk.take(plain, "i".repeat(256) + "\0user\0secret"));
        assertInstanceOf(Turn.Malformed.class, Talk.take(plain, "\0user\0" + "p".repeat(1025)));
        assertInstanceOf(
                Turn.Malformed.class,
                plain.take("\0user\0p\u00E4ss".getBytes(StandardCharsets.ISO_8859_1)));
        assertInstanceOf(Turn.Password.class, Talk.take(plain, "\0user\0" + "p".repeat(1024)));
    }

    @Test
    void loginAsksForEach() {
        assertEquals("Username:", new String(Mechanism.LOGIN.prompt(), StandardCharsets.US_ASCII));
        var asked = Talk.take(begin(Mechanism.LOGIN), "tim");
        assertEquals("Password:", Talk.text(asked));
        assertEquals(new Turn.Password("", "tim", "pw"), Talk.take(Talk.next(asked), "pw"));
        assertInstanceOf(Turn.Malformed.class, Talk.take(Talk.next(asked), ""));
        assertInstanceOf(Turn.Malformed.class, Talk.take(begin(Mechanism.LOGIN), ""));
    }

    @Test
    void externalTakesAnIdentityOrNone() {
        assertEquals(new Turn.Certified(""), Talk.take(begin(Mechanism.EXTERNAL), ""));
        assertEquals(new Turn.Certified("a@b"), Talk.take(begin(Mechanism.EXTERNAL), "a@b"));
        assertInstanceOf(Turn.Malformed.class, Talk.take(begin(Mechanism.EXTERNAL), "a\0b"));
    }

    @Test
    void foundByNameInAnyCase() {
        assertEquals(Optional.of(Mechanism.SCRAM_SHA_1_PLUS), Mechanism.of("scram-sha-1-plus"));
        assertEquals(Optional.empty(), Mechanism.of("CRAM-MD5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AA",
                "AAA",
                "AA=",
                "AB==",
                "A===",
                "AAA\n",
                "A A=",
                "AA==AA==",
                "A-_="
            })
    @DisplayName("base64 is taken only in its one canonical form")
    void badBase64(String text) {
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of(text, false));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of(text, true));
    }

    @Test
    void responses() {
        assertEquals(new SaslResponse.None(), SaslResponse.of(null, true));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of(null, false));
        assertEquals(new SaslResponse.Cancel(), SaslResponse.of("*", false));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of("*", true));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of("", true));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of("=", false));
        assertArrayEquals(new byte[0], octets("=", true));
        assertArrayEquals(new byte[0], octets("", false));
        assertArrayEquals(new byte[] {0, 'a'}, octets("AGE=", false));
        assertEquals(new SaslResponse.Malformed(), SaslResponse.of("AAAA".repeat(3073), false));
    }

    private static byte[] octets(String line, boolean initial) {
        return assertInstanceOf(SaslResponse.Octets.class, SaslResponse.of(line, initial)).octets();
    }
}
