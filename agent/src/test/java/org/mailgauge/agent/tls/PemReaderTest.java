package org.mailgauge.agent.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.TestCertificate;
import org.mailgauge.testing.TestCertificate.Wish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;

class PemReaderTest {
    private static final TestCertificate EC = TestCertificate.of("mx.a.test");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private PairFiles files() {
        return new PairFiles(folder.resolve("mx.crt"), folder.resolve("mx.key"));
    }

    private PairFiles written(String certificate, String key) throws IOException {
        Files.writeString(files().certificate(), certificate);
        Files.writeString(files().key(), key);
        return files();
    }

    private String refused(String certificate, String key) throws IOException {
        var files = written(certificate, key);
        return assertThrows(BadPemException.class, () -> PemReader.pair(files))
                .text()
                .replace(folder + "/", "");
    }

    /** The key as older tools write it: PKCS#1, or SEC 1. */
    private static String traditional(String label, TestCertificate of) throws IOException {
        var info = PrivateKeyInfo.getInstance(of.keys().getPrivate().getEncoded());
        var inner = info.parsePrivateKey().toASN1Primitive();
        if (of.keys().getPrivate() instanceof ECPrivateKey key) {
            // As OpenSSL writes it, with the curve, which PKCS#8 has elsewhere.
            var curve = info.getPrivateKeyAlgorithm().getParameters();
            inner =
                    new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), curve)
                            .toASN1Primitive();
        }
        return TestCertificate.pem(label, inner.getEncoded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void keysOfAllKindsAreRead(String kind) throws Exception {
        var made = TestCertificate.make(Wish.of(kind, "mx.a.test", "*.b.test"));
        var pair = PemReader.pair(written(made.chainPem(), made.keyPem()));
        assertEquals(made.keys().getPrivate(), pair.key());
        assertEquals(made.chain(), pair.chain());
        assertEquals(made.certificate().getNotAfter().toInstant(), pair.until());
    }

    @ParameterizedTest
    @CsvSource({"RSA, RSA PRIVATE KEY", "EC, EC PRIVATE KEY"})
    @DisplayName("keys of PKCS#1 and SEC 1 are read, also behind other things in the same file")
    void traditionalKeysAreRead(String kind, String label) throws Exception {
        var made = TestCertificate.make(Wish.of(kind, "mx.a.test"));
        var key =
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + traditional(label, made);
        assertEquals(kind, PemReader.pair(written(made.chainPem(), key)).key().getAlgorithm());
        var both = made.chainPem() + key;
        assertEquals(kind, PemReader.pair(written(both, both)).key().getAlgorithm());
    }

    @Test
    void aChainIsReadInItsOrder() throws Exception {
        var root = TestCertificate.make(Wish.of("RSA", "root").asAuthority());
        var middle = TestCertificate.make(Wish.of("EC", "middle").asAuthority().by(root));
        var own = TestCertificate.make(Wish.of("EC", "mx.a.test").by(middle));
        var pair = PemReader.pair(written(own.chainPem(), own.keyPem()));
        assertEquals(3, pair.chain().size());
        var wrong = own.chainPem() + EC.chainPem();
        assertEquals(
                "mx.crt: certificate 4 (CN=mx.a.test) did not issue the one before it; accepted:"
                        + " the server's certificate first, each followed by its issuer",
                refused(wrong, own.keyPem()));
    }

    @Test
    @DisplayName("what is wrong is told with the file's name")
    void wrongFilesAreTold() throws Exception {
        var other = TestCertificate.of("mx.a.test");
        assertEquals(
                "mx.key: this key is not the one of the certificate in mx.crt",
                refused(EC.chainPem(), other.keyPem()));
        var rsa = TestCertificate.make(Wish.of("RSA", "mx.a.test"));
        assertEquals(
                "mx.key: this key is not the one of the certificate in mx.crt",
                refused(EC.chainPem(), rsa.keyPem()));
        assertEquals("mx.key: no private key in it", refused(EC.chainPem(), EC.chainPem()));
        assertEquals("mx.crt: no certificate (BEGIN CERTIFICATE) in it", refused("", EC.keyPem()));
        assertEquals(
                "mx.crt: octets that are no PEM",
                refused(EC.chainPem().replace("M", "*"), EC.keyPem()));
        var encrypted =
                """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END EC PRIVATE KEY-----
                """;
        assertEquals(
                "mx.key: an encrypted key; accepted: one without a passphrase",
                refused(EC.chainPem(), encrypted));
        Files.delete(files().key());
        assertEquals(
                "there is no such file",
                assertThrows(BadPemException.class, () -> PemReader.pair(files())).getMessage());
        Files.createDirectory(files().key());
        assertEquals(
                "a folder, accepted: a file",
                assertThrows(BadPemException.class, () -> PemReader.pair(files())).getMessage());
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws Exception {
        var text = refused(EC.chainPem() + "x".repeat(1 << 20), EC.keyPem());
        assertEquals("mx.crt: more than 1 MiB", text);
        assertTrue(PemReader.pair(written(EC.chainPem(), EC.keyPem())).covers("mx.a.test"));
    }
}
