package org.mailgauge.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a server keeps of a password for SCRAM (RFC 5802 section 3): enough to check a client, not
 * enough to be one. Immutable.
 */
public final class ScramSecret {
    private static final byte[] CLIENT_KEY = "Client Key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(StandardCharsets.US_ASCII);

    private final byte[] salt;
    private final int iterations;
    private final byte[] storedKey;
    private final byte[] serverKey;

    /**
     * @param salt at least one octet
     * @param iterations at least 1
     */
    public ScramSecret(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
        if (salt.length == 0 || iterations < 1) {
            throw new IllegalArgumentException(salt.length + " octets, " + iterations);
        }
        this.salt = salt.clone();
        this.iterations = iterations;
        this.storedKey = storedKey.clone();
        this.serverKey = serverKey.clone();
    }

    /** Computes it; costs as many HMACs as there are iterations. */
    public static ScramSecret of(ScramHash hash, String password, byte[] salt, int iterations) {
        var salted =
                hash.iterated(
                        SaslPrep.password(password).getBytes(StandardCharsets.UTF_8),
                        salt,
                        iterations);
        var stored = hash.hash(hash.hmac(salted, CLIENT_KEY));
        return new ScramSecret(salt, iterations, stored, hash.hmac(salted, SERVER_KEY));
    }

    public byte[] salt() {
        return salt.clone();
    }

    public int iterations() {
        return iterations;
    }

    public byte[] storedKey() {
        return storedKey.clone();
    }

    public byte[] serverKey() {
        return serverKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramSecret that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && Arrays.equals(storedKey, that.storedKey)
                && Arrays.equals(serverKey, that.serverKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }

    /** Nothing secret. */
    @Override
    public String toString() {
        return "ScramSecret[" + iterations + " iterations]";
    }
}
