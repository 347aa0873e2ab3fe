package org.mailgauge.testing;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A key pair and a certificate for it, made on the spot.
 *
 * @param chain the certificate, and that of its issuer when it has one
 */
public record TestCertificate(KeyPair keys, List<X509Certificate> chain) {
    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int MAIL_ADDRESS = 1;
    private static final int DNS_NAME = 2;

    public TestCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * What to make.
     *
     * @param kind {@code EC}, {@code RSA} or {@code Ed25519}
     * @param names of a server; one with an at sign is a mail address
     * @param issuer null for one that is signed by itself
     */
    public record Wish(
            String kind,
            String subject,
            List<String> names,
            Instant from,
            Instant until,
            boolean authority,
            @Nullable TestCertificate issuer) {

        /** Good from an hour ago for 30 days, signed by itself. */
        public static Wish of(String kind, String... names) {
            var now = Instant.now();
            return new Wish(
                    kind,
                    names.length > 0 ? names[0] : "nobody",
                    List.of(names),
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofDays(30)),
                    false,
                    null);
        }

        public Wish by(TestCertificate other) {
            return new Wish(kind, subject, names, from, until, authority, other);
        }

        public Wish asAuthority() {
            return new Wish(kind, subject, names, from, until, true, issuer);
        }

        public Wish within(Instant first, Instant last) {
            return new Wish(kind, subject, names, first, last, authority, issuer);
        }
    }

    /** A usual one: EC, for these names. */
    public static TestCertificate of(String... names) {
        return make(Wish.of("EC", names));
    }

    public static TestCertificate make(Wish wish) {
        try {
            var keys = keys(wish.kind());
            var issuer = wish.issuer();
            var signer = issuer == null ? keys : issuer.keys();
            var algorithm = algorithm(signer);
            var signed = signedPart(wish, keys, algorithm);
            var signature = Signature.getInstance(signatureName(signer));
            signature.initSign(signer.getPrivate());
            signature.update(signed);
            var encoded =
                    Der.value(
                            Der.SEQUENCE,
                            signed,
                            algorithm,
                            Der.value(Der.BIT_STRING, new byte[1], signature.sign()));
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(encoded));
            var chain = new ArrayList<>(List.of(certificate));
            if (issuer != null) {
                chain.addAll(issuer.chain());
            }
            return new TestCertificate(keys, chain);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The chain as PEM. */
    public String chainPem() {
        var all = new StringBuilder();
        for (var each : chain) {
            try {
                all.append(pem("CERTIFICATE", each.getEncoded()));
            } catch (GeneralSecurityException failed) {
                throw new IllegalStateException(failed);
            }
        }
        return all.toString();
    }

    /** The private key as PKCS#8 PEM. */
    public String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    public static String pem(String label, byte[] octets) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(kind);
        switch (kind) {
            case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case "RSA" -> generator.initialize(2048);
            default -> {} // one size only
        }
        return generator.generateKeyPair();
    }

    private static String signatureName(KeyPair signer) {
        return switch (signer.getPrivate().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
        };
    }

    private static byte[] algorithm(KeyPair signer) {
        return switch (signer.getPrivate().getAlgorithm()) {
            case "EC" -> Der.value(Der.SEQUENCE, Der.object("1.2.840.10045.4.3.2"));
            case "RSA" ->
                    Der.value(
                            Der.SEQUENCE, Der.object("1.2.840.113549.1.1.11"), Der.value(Der.NULL));
            default -> Der.value(Der.SEQUENCE, Der.object("1.3.101.112"));
        };
    }

    private static byte[] signedPart(Wish wish, KeyPair keys, byte[] algorithm) {
        var issuer = wish.issuer();
        var own = name(wish.subject());
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.CONSTRUCTED_CONTEXT, integer(2)),
                integer(SERIAL.incrementAndGet()),
                algorithm,
                issuer == null ? own : issuer.certificate().getSubjectX500Principal().getEncoded(),
                Der.value(
                        Der.SEQUENCE,
                        Der.text(Der.GENERALIZED_TIME, TIME.format(wish.from())),
                        Der.text(Der.GENERALIZED_TIME, TIME.format(wish.until()))),
                own,
                keys.getPublic().getEncoded(),
                Der.value(Der.CONSTRUCTED_CONTEXT + 3, Der.value(Der.SEQUENCE, extensions(wish))));
    }

    private static byte[] extensions(Wish wish) {
        var authority =
                wish.authority()
                        ? Der.value(
                                Der.SEQUENCE,
                                Der.object("2.5.29.19"),
                                Der.value(Der.BOOLEAN, new byte[] {-1}),
                                Der.value(
                                        Der.OCTET_STRING,
                                        Der.value(
                                                Der.SEQUENCE,
                                                Der.value(Der.BOOLEAN, new byte[] {-1}))))
                        : new byte[0];
        var names = new byte[wish.names().size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = generalName(wish.names().get(i));
        }
        var alternatives =
                names.length == 0
                        ? new byte[0]
                        : Der.value(
                                Der.SEQUENCE,
                                Der.object("2.5.29.17"),
                                Der.value(Der.OCTET_STRING, Der.value(Der.SEQUENCE, names)));
        var both = new byte[authority.length + alternatives.length];
        System.arraycopy(authority, 0, both, 0, authority.length);
        System.arraycopy(alternatives, 0, both, authority.length, alternatives.length);
        return both;
    }

    private static byte[] generalName(String name) {
        int kind = name.contains("@") ? MAIL_ADDRESS : DNS_NAME;
        return Der.value(Der.CONTEXT + kind, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] name(String common) {
        return Der.value(
                Der.SEQUENCE,
                Der.value(
                        Der.SET,
                        Der.value(
                                Der.SEQUENCE, Der.object("2.5.4.3"), Der.text(Der.UTF8, common))));
    }

    private static byte[] integer(long value) {
        return Der.value(Der.INTEGER, BigInteger.valueOf(value).toByteArray());
    }
}
