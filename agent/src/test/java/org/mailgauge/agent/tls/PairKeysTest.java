package org.mailgauge.agent.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

class PairKeysTest {
    private static final PairKeys KEYS =
            new PairKeys(
                    List.of(
                            pair("first-ec", Wish.of("EC", "mx.a.test", "a.test")),
                            pair("first-rsa", Wish.of("RSA", "mx.a.test")),
                            pair("wild", Wish.of("EC", "*.b.test")),
                            pair("exact", Wish.of("EC", "pop.b.test"))));

    private static Pair pair(String name, Wish wish) {
        var made = TestCertificate.make(wish);
        var files = new PairFiles(Path.of(name), Path.of(name));
        return new Pair(files, made.chain(), made.keys().getPrivate());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mx.a.test    | first-ec first-rsa
                    a.test       | first-ec
                    imap.b.test  | wild
                    pop.b.test   | wild exact
                    x.pop.b.test | first-ec first-rsa
                    b.test       | first-ec first-rsa
                    other.test   | first-ec first-rsa
                    localhost    | first-ec first-rsa
                                 | first-ec first-rsa
                    """)
    void namesChoose(String asked, String expected) {
        assertEquals(
                expected,
                KEYS.candidates(asked).stream()
                        .map(pair -> pair.files().certificate().toString())
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void unknownAliasesGiveNothing() {
        assertNull(KEYS.getPrivateKey("4"));
        assertNull(KEYS.getPrivateKey("x"));
        assertNull(KEYS.getCertificateChain(null));
        assertThrows(IllegalArgumentException.class, () -> new PairKeys(List.of()));
    }
}
