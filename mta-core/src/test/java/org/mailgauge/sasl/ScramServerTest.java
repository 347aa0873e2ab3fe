package org.mailgauge.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;

class ScramServerTest {
    private static final byte[] EXPORTER = Talk.octets("0123456789abcdef0123456789abcdef");

    private static ScramSecret secret(ScramHash hash, String password, String salt) {
        return ScramSecret.of(hash, password, Base64.getDecoder().decode(salt), 4096);
    }

    @Test
    @DisplayName("the example of RFC 5802 section 5")
    void exampleOfSha1() {
        var start = Mechanism.SCRAM_SHA_1.begin("3rfcNHYJY1ZVvWVs7j", false, null);
        var asked = Talk.take(start, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        assertEquals("user", assertInstanceOf(Turn.Secret.class, asked).user());
        var first = Talk.with(asked, secret(ScramHash.SHA_1, "pencil", "QSXCR+Q6sek8bf92"));
        assertEquals(
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                Talk.text(first));
        var last =
                Talk.take(
                        Talk.next(first),
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                                + "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertEquals("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", Talk.text(last));
        assertInstanceOf(Turn.Proven.class, Talk.take(Talk.next(last), ""));
    }

    @Test
    @DisplayName("the example of RFC 7677 section 3")
    void exampleOfSha256() {
        var nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var start = Mechanism.SCRAM_SHA_256.begin(nonce, false, null);
        var first =
                Talk.with(
                        Talk.take(start, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"),
                        secret(ScramHash.SHA_256, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ=="));
        assertEquals(
                "r=rOprNGfwEbeRWgbNEkqO" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                Talk.text(first));
        var last =
                Talk.take(
                        Talk.next(first),
                        "c=biws,r=rOprNGfwEbeRWgbNEkqO"
                                + nonce
                                + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertEquals("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Talk.text(last));
        assertInstanceOf(Turn.Proven.class, Talk.take(Talk.next(last), ""));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                // another proof; another nonce's proof; too short; another binding; flag replaced
                "c=biws,r=abNONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "c=biws,r=abNONCE,p=AAAA",
                "c=eSws,r=abNONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "c=biws,r=abNONCE,p=",
            })
    void wrongProofIsWrong(String message) {
        assertInstanceOf(Turn.Wrong.class, Talk.take(second(), message));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=ab,p=AAAA",
                "c=biws,r=abNONCEx,p=AAAA",
                "c=biw,r=abNONCE,p=AAAA",
                "c=biws,r=abNONCE,p=A===",
                "r=abNONCE,c=biws,p=AAAA",
                "c=biws,r=abNONCE,m=x,p=AAAA",
                "c=biws,r=abNONCE,,p=AAAA",
                "c=biws,r=abNONCE",
            })
    void brokenFinalMessageIsMalformed(String message) {
        assertInstanceOf(Turn.Malformed.class, Talk.take(second(), message));
    }

    private static Dialogue second() {
        var start = Mechanism.SCRAM_SHA_256.begin("NONCE", false, null);
        return Talk.next(
                Talk.with(
                        Talk.take(start, "n,,n=user,r=ab"),
                        secret(ScramHash.SHA_256, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ==")));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {
                "",
                ",",
                "n,,",
                "n,,n=user",
                "n,,n=,r=ab",
                "n,,n=user,r=",
                "n,,r=ab,n=user",
                "n,,m=x,n=user,r=ab",
                "n,,n=user,r=ab,m=x",
                "n,,n=us=er,r=ab",
                "n,,n=us=2cer,r=ab",
                "n,a=,n=user,r=ab",
                "n,b=x,n=user,r=ab",
                "x,,n=user,r=ab",
                "p=,,n=user,r=ab",
                "n,,n=user,r=a b",
                "n,,n=user,r=aé",
                "n,,n=us\u0000er,r=ab",
                "n,,n=us\u0007er,r=ab",
            })
    void brokenFirstMessageIsMalformed(String message) {
        var start = Mechanism.SCRAM_SHA_256.begin("NONCE", false, null);
        assertInstanceOf(Turn.Malformed.class, Talk.take(start, message));
    }

    @Test
    void namesAreDecodedAndPrepared() {
        var start = Mechanism.SCRAM_SHA_1.begin("NONCE", false, null);
        var asked =
                assertInstanceOf(
                        Turn.Secret.class,
                        Talk.take(start, "n,a=o=3Dther,n=u=2Cs\u00ADer\u2168,r=ab,x=y"));
        assertEquals("u,serIX", asked.user());
        assertEquals("o=ther", asked.identity());
    }

    @ParameterizedTest(name = "{0} {1} offered {2} -> {3}")
    @CsvSource(
            textBlock =
                    """
                    SCRAM-SHA-256,      n,                     false, true
                    SCRAM-SHA-256,      n,                     true,  true
                    SCRAM-SHA-256,      y,                     false, true
                    SCRAM-SHA-256,      y,                     true,  false
                    SCRAM-SHA-256,      p=tls-exporter,        true,  false
                    SCRAM-SHA-1,        y,                     true,  false
                    SCRAM-SHA-256-PLUS, n,                     true,  false
                    SCRAM-SHA-256-PLUS, y,                     true,  false
                    SCRAM-SHA-256-PLUS, p=tls-unique,          true,  false
                    SCRAM-SHA-256-PLUS, p=TLS-EXPORTER,        true,  false
                    SCRAM-SHA-256-PLUS, p=tls-exporter,        true,  true
                    SCRAM-SHA-1-PLUS,   p=tls-exporter,        true,  true
                    """)
    @DisplayName("a downgrade of the channel binding is seen (RFC 5802 section 6)")
    void bindingAsOffered(String name, String flag, boolean plusOffered, boolean goesOn) {
        var start = begin(Mechanism.of(name).orElseThrow(), plusOffered, EXPORTER);
        var turn = Talk.take(start, flag + ",,n=user,r=ab");
        assertEquals(goesOn, turn instanceof Turn.Secret);
        assertEquals(!goesOn, turn instanceof Turn.Malformed);
    }

    private static Dialogue begin(
            Mechanism mechanism, boolean plusOffered, byte @Nullable [] exporter) {
        return mechanism.begin("NONCE", plusOffered, exporter);
    }

    @Test
    void secretOfAnotherPasswordDiffers() {
        var salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
        assertNotEquals(
                secret(ScramHash.SHA_256, "pencil", salt),
                secret(ScramHash.SHA_256, "Pencil", salt));
        assertEquals(
                secret(ScramHash.SHA_256, "pen\u00ADcil", salt),
                secret(ScramHash.SHA_256, "pencil", salt));
    }
}
