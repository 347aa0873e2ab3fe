package org.mailgauge.agent.accounts;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Argon2id hash (RFC 9106) with its parameters, as a PHC string: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}.
 *
 * @param memoryKib in KiB, at most {@value #MOST_MEMORY_KIB}
 */
record Argon2(int memoryKib, int iterations, int lanes, byte[] salt, byte[] hash) {
    static final int MOST_MEMORY_KIB = 256 << 10;
    private static final int MOST_ITERATIONS = 100;
    private static final int MOST_LANES = 16;
    static final int HASH_OCTETS = 32;
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,171})");

    /** Reads a PHC string; empty when it is none, or asks for too much. */
    static Optional<Argon2> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(parts.group(1));
        int iterations = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        boolean bearable =
                lanes >= 1
                        && lanes <= MOST_LANES
                        && memory >= 8 * lanes
                        && memory <= MOST_MEMORY_KIB
                        && iterations >= 1
                        && iterations <= MOST_ITERATIONS;
        try {
            var salt = Base64.getDecoder().decode(parts.group(4));
            var hash = Base64.getDecoder().decode(parts.group(5));
            return bearable
                    ? Optional.of(new Argon2(memory, iterations, lanes, salt, hash))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Hashes a password. */
    static Argon2 of(int memoryKib, int iterations, int lanes, byte[] salt, String password) {
        var empty = new Argon2(memoryKib, iterations, lanes, salt, new byte[HASH_OCTETS]);
        return new Argon2(
                memoryKib,
                iterations,
                lanes,
                salt,
                empty.compute(password.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * What no password fits, at no cost.
     *
     * @param hash that many octets by chance, as all hashes of one's own have
     */
    static Argon2 none(int memoryKib, int iterations, int lanes, byte[] salt, byte[] hash) {
        if (hash.length != HASH_OCTETS) {
            throw new IllegalArgumentException(hash.length + " octets");
        }
        return new Argon2(memoryKib, iterations, lanes, salt, hash);
    }

    boolean fits(byte[] password) {
        return MessageDigest.isEqual(compute(password), hash);
    }

    private byte[] compute(byte[] password) {
        var generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(iterations)
                        .withParallelism(lanes)
                        .withSalt(salt)
                        .build());
        var computed = new byte[hash.length];
        generator.generateBytes(password, computed);
        return computed;
    }

    /** As a PHC string. */
    String text() {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m="
                + memoryKib
                + ",t="
                + iterations
                + ",p="
                + lanes
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }
}
