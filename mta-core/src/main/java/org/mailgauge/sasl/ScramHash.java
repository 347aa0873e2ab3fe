package org.mailgauge.sasl;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The hash of a SCRAM mechanism, and what SCRAM computes with it (RFC 5802 section 2.2). */
public enum ScramHash {
    SHA_1("SHA-1", "HmacSHA1", 20),
    SHA_256("SHA-256", "HmacSHA256", 32);

    private final String digest;
    private final String mac;
    private final int octets;

    ScramHash(String digest, String mac, int octets) {
        this.digest = digest;
        this.mac = mac;
        this.octets = octets;
    }

    /** Octets of a hash, and of each key. */
    public int octets() {
        return octets;
    }

    byte[] hash(byte[] of) {
        try {
            return MessageDigest.getInstance(digest).digest(of);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(digest, e);
        }
    }

    byte[] hmac(byte[] key, byte[] of) {
        return keyed(key).doFinal(of);
    }

    /** {@code Hi(password, salt, iterations)}: PBKDF2 with one block (RFC 8018 section 5.2). */
    byte[] iterated(byte[] password, byte[] salt, int iterations) {
        var hmac = keyed(password);
        hmac.update(salt);
        var u = hmac.doFinal(new byte[] {0, 0, 0, 1});
        var all = u.clone();
        for (int i = 1; i < iterations; i++) {
            u = hmac.doFinal(u);
            for (int j = 0; j < all.length; j++) {
                all[j] ^= u[j];
            }
        }
        return all;
    }

    /** A key of one zero octet gives the same as an empty one, which the JDK refuses. */
    private Mac keyed(byte[] key) {
        try {
            var hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, mac));
            return hmac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(mac, e);
        }
    }
}
