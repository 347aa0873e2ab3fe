package org.mailgauge.agent.tls;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads PEM files: chains of X.509 certificates; keys of RSA, EC and Ed25519 as PKCS#8, PKCS#1 or
 * SEC 1. Not for virtual threads, as it reads files.
 */
public final class PemReader {
    private static final long LONGEST = 1 << 20;
    private static final int LONGEST_CHAIN = 10;
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String EC = "1.2.840.10045.2.1";
    private static final String ED25519 = "1.3.101.112";
    private static final byte[] PROBE = {1, 2, 3};

    private PemReader() {}

    /** Reads a certificate and its key, and checks that they and its issuers fit each other. */
    public static Pair pair(PairFiles files) throws BadPemException {
        var chain = certificates(files.certificate());
        for (int i = 1; i < chain.size(); i++) {
            if (!isSignedBy(chain.get(i - 1), chain.get(i))) {
                throw new BadPemException(
                        files.certificate(),
                        "certificate "
                                + (i + 1)
                                + " ("
                                + chain.get(i).getSubjectX500Principal().getName()
                                + ") did not issue the one before it; accepted: the server's"
                                + " certificate first, each followed by its issuer");
            }
        }
        if (chain.size() > LONGEST_CHAIN) {
            throw new BadPemException(files.certificate(), "more than 10 certificates");
        }
        var key = key(files.key());
        if (!fit(key, chain.getFirst().getPublicKey())) {
            throw new BadPemException(
                    files.key(),
                    "this key is not the one of the certificate in " + files.certificate());
        }
        return new Pair(files, chain, key);
    }

    /** All certificates of a file, in its order; at least one. */
    public static List<X509Certificate> certificates(Path file) throws BadPemException {
        var found = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var object : objects(file)) {
                if (object instanceof X509CertificateHolder holder) {
                    var octets = new ByteArrayInputStream(holder.getEncoded());
                    found.add((X509Certificate) factory.generateCertificate(octets));
                }
            }
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new BadPemException(file, "a certificate that cannot be read");
        }
        if (found.isEmpty()) {
            throw new BadPemException(file, "no certificate (BEGIN CERTIFICATE) in it");
        }
        return found;
    }

    private static PrivateKey key(Path file) throws BadPemException {
        for (var object : objects(file)) {
            switch (object) {
                case PrivateKeyInfo info -> {
                    return key(file, info);
                }
                case PEMKeyPair both -> {
                    return key(file, both.getPrivateKeyInfo());
                }
                case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                        throw new BadPemException(
                                file, "an encrypted key; accepted: one without a passphrase");
                default -> {} // parameters of a curve, or certificates in the same file
            }
        }
        throw new BadPemException(file, "no private key in it");
    }

    private static PrivateKey key(Path file, PrivateKeyInfo info) throws BadPemException {
        var oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        var algorithm =
                switch (oid) {
                    case RSA -> "RSA";
                    case EC -> "EC";
                    case ED25519 -> "Ed25519";
                    default ->
                            throw new BadPemException(
                                    file,
                                    "a key of algorithm "
                                            + oid
                                            + "; accepted: RSA, EC and Ed25519");
                };
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException unreadable) {
            throw new BadPemException(file, "a key of " + algorithm + " that cannot be read");
        }
    }

    private static List<Object> objects(Path file) throws BadPemException {
        var found = new ArrayList<Object>();
        try (var parser = new PEMParser(new StringReader(text(file)))) {
            for (@Nullable Object each = parser.readObject();
                    each != null;
                    each = parser.readObject()) {
                found.add(each);
            }
            return found;
        } catch (IOException | RuntimeException unreadable) {
            throw new BadPemException(file, "octets that are no PEM");
        }
    }

    private static String text(Path file) throws BadPemException {
        try {
            if (Files.isDirectory(file)) {
                throw new BadPemException(file, "a folder, accepted: a file");
            }
            if (Files.size(file) > LONGEST) {
                throw new BadPemException(file, "more than 1 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new BadPemException(file, "there is no such file");
        } catch (AccessDeniedException _) {
            throw new BadPemException(file, "this account may not read it");
        } catch (CharacterCodingException _) {
            throw new BadPemException(file, "octets that are no PEM");
        } catch (IOException failed) {
            throw new BadPemException(file, "cannot be read: " + failed);
        }
    }

    private static boolean isSignedBy(X509Certificate one, X509Certificate issuer) {
        try {
            one.verify(issuer.getPublicKey());
            return one.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException | RuntimeException not) {
            return false;
        }
    }

    private static boolean fit(PrivateKey key, PublicKey certified) {
        var algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(PROBE);
            var signature = signing.sign();
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certified);
            verifying.update(PROBE);
            return verifying.verify(signature);
        } catch (GeneralSecurityException | RuntimeException not) {
            return false;
        }
    }
}
