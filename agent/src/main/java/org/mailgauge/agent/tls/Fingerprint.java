package org.mailgauge.agent.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The hash of a certificate, by which it is named (SnmpTLSFingerprint of RFC 6353, with the hashes
 * that RFC 9456 leaves).
 *
 * @param hex the octets of the hash in lower-case hexadecimal digits
 */
public record Fingerprint(Hash hash, String hex) {
    /** Hash algorithms, by their number in the registry of RFC 9456 section 2.1. */
    public enum Hash {
        SHA_256(4, "SHA-256", 32),
        SHA_384(5, "SHA-384", 48),
        SHA_512(6, "SHA-512", 64);

        private final int number;
        private final String algorithm;
        private final int octets;

        Hash(int number, String algorithm, int octets) {
            this.number = number;
            this.algorithm = algorithm;
            this.octets = octets;
        }

        private String label() {
            return algorithm.toLowerCase(Locale.ROOT).replace("-", "");
        }
    }

    /**
     * Reads {@code sha256:} and hexadecimal digits, with or without colons between them, as OpenSSL
     * prints them; {@code sha384:} and {@code sha512:} likewise.
     */
    public static Optional<Fingerprint> of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var name = text.substring(0, colon).toLowerCase(Locale.ROOT).replace("-", "");
        var digits = text.substring(colon + 1).strip().replace(":", "").toLowerCase(Locale.ROOT);
        for (var hash : Hash.values()) {
            if (hash.label().equals(name)
                    && digits.matches("[0-9a-f]*")
                    && digits.length() == 2 * hash.octets) {
                return Optional.of(new Fingerprint(hash, digits));
            }
        }
        return Optional.empty();
    }

    /** The fingerprint of a certificate. */
    public static Fingerprint of(X509Certificate certificate, Hash hash) {
        try {
            var digest = MessageDigest.getInstance(hash.algorithm);
            return new Fingerprint(
                    hash, HexFormat.of().formatHex(digest.digest(certificate.getEncoded())));
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that cannot be hashed", impossible);
        }
    }

    /** Whether it is that of this certificate. */
    public boolean matches(X509Certificate certificate) {
        return equals(of(certificate, hash));
    }

    /** As SnmpTLSFingerprint has it: the number of the algorithm, then the hash. */
    public byte[] octets() {
        var digits = HexFormat.of().parseHex(hex);
        var all = new byte[1 + digits.length];
        all[0] = (byte) hash.number;
        System.arraycopy(digits, 0, all, 1, digits.length);
        return all;
    }

    /** As a configuration has it. */
    @Override
    public String toString() {
        return hash.label() + ":" + hex;
    }
}
