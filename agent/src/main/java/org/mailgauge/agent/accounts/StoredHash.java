package org.mailgauge.agent.accounts;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.mailgauge.agent.conf.AccountConfig.Hashing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password's hash as it is kept: our own Argon2id, or one that was brought from elsewhere.
 * Immutable. What can't be read is refused when it comes, never at a login.
 */
final class StoredHash {
    /** What is read, for people. */
    static final String ACCEPTED =
            "$argon2id$, $2a$ $2b$ $2y$, $5$, $6$, $pbkdf2$ $pbkdf2-sha256$ $pbkdf2-sha512$, {SHA}"
                    + " {SHA256} {SHA512} {SSHA} {SSHA256} {SSHA512}, also with a prefix such as"
                    + " {CRYPT}, {BLF-CRYPT}, {SHA512-CRYPT}, {ARGON2ID} or {PBKDF2-SHA256}";

    private static final int MOST_CHARACTERS = 512;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final Pattern SCHEME = Pattern.compile("\\{([A-Za-z0-9-]+)(\\.[A-Za-z0-9]+)?}");
    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");
    private static final Pattern PBKDF2 =
            Pattern.compile(
                    "\\$pbkdf2(-sha256|-sha512)?\\$([0-9]{1,8})\\$([./+A-Za-z0-9]+)\\$([./+A-Za-z0-9]+)");

    private final String text;
    private final Check check;

    /** Whether a password fits. */
    private interface Check {
        boolean fits(byte[] password);
    }

    private StoredHash(String text, Check check) {
        this.text = text;
        this.check = check;
    }

    /** Reads a hash; empty when it is of no kind that is read. */
    static Optional<StoredHash> parse(String given) {
        var text = given.strip();
        if (text.length() > MOST_CHARACTERS || !text.chars().allMatch(c -> c > 32 && c < 127)) {
            return Optional.empty();
        }
        var scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            return modular(text);
        }
        var rest = text.substring(scheme.end());
        var coding = scheme.group(2) == null ? "" : scheme.group(2).toLowerCase(Locale.ROOT);
        return switch (scheme.group(1).toUpperCase(Locale.ROOT)) {
            case "CRYPT", "BLF-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "ARGON2ID", "ARGON2" ->
                    modular(rest);
            case "PBKDF2-SHA256", "PBKDF2-SHA512" -> modular(pbkdf2(scheme.group(1), rest));
            case "SHA", "SHA1" -> salted(text, "SHA-1", 20, rest, coding, false);
            case "SHA256" -> salted(text, "SHA-256", 32, rest, coding, false);
            case "SHA512" -> salted(text, "SHA-512", 64, rest, coding, false);
            case "SSHA" -> salted(text, "SHA-1", 20, rest, coding, true);
            case "SSHA256" -> salted(text, "SHA-256", 32, rest, coding, true);
            case "SSHA512" -> salted(text, "SHA-512", 64, rest, coding, true);
            default -> Optional.empty();
        };
    }

    private static String pbkdf2(String scheme, String rest) {
        return rest.startsWith("$") ? rest : "$" + scheme.toLowerCase(Locale.ROOT) + "$" + rest;
    }

    /** Of an own new password, as the settings want it. */
    static StoredHash of(Hashing hashing, byte[] salt, String password) {
        var argon =
                Argon2.of(
                        hashing.memoryKib(), hashing.iterations(), hashing.lanes(), salt, password);
        return new StoredHash(argon.text(), argon::fits);
    }

    /**
     * As one of an own new password, but made of octets by chance: none fits, and to find that out
     * costs the same.
     */
    static StoredHash none(Hashing hashing, byte[] salt, byte[] hash) {
        var argon =
                Argon2.none(hashing.memoryKib(), hashing.iterations(), hashing.lanes(), salt, hash);
        return new StoredHash(argon.text(), argon::fits);
    }

    /** Of a password that nobody can guess, so that a fast hash will do. */
    static StoredHash fast(byte[] salt, String password) {
        var hash = digest("SHA-256", password.getBytes(StandardCharsets.UTF_8), salt);
        var all = Arrays.copyOf(hash, hash.length + salt.length);
        System.arraycopy(salt, 0, all, hash.length, salt.length);
        return parse("{SSHA256}" + Base64.getEncoder().encodeToString(all)).orElseThrow();
    }

    private static Optional<StoredHash> modular(String text) {
        if (text.startsWith("$argon2id$")) {
            return Argon2.parse(text).map(argon -> new StoredHash(text, argon::fits));
        }
        if (BCRYPT.matcher(text).matches()) {
            return Optional.of(new StoredHash(text, password -> bcrypt(text, password)));
        }
        if (ShaCrypt.isForm(text)) {
            return Optional.of(new StoredHash(text, password -> ShaCrypt.fits(text, password)));
        }
        return pbkdf2(text);
    }

    private static boolean bcrypt(String text, byte[] password) {
        int nul = 0;
        while (nul < password.length && password[nul] != 0) {
            nul++;
        }
        return OpenBSDBCrypt.checkPassword(text, Arrays.copyOf(password, Math.min(nul, 72)));
    }

    private static Optional<StoredHash> salted(
            String text, String algorithm, int octets, String rest, String coding, boolean salt) {
        try {
            var all =
                    coding.equals(".hex")
                            ? HexFormat.of().parseHex(rest.toLowerCase(Locale.ROOT))
                            : Base64.getDecoder().decode(rest);
            boolean known = coding.isEmpty() || coding.equals(".b64") || coding.equals(".hex");
            if (!known || all.length < octets || (all.length > octets) != salt) {
                return Optional.empty();
            }
            var hash = Arrays.copyOf(all, octets);
            var end = Arrays.copyOfRange(all, octets, all.length);
            return Optional.of(
                    new StoredHash(
                            text,
                            password ->
                                    MessageDigest.isEqual(hash, digest(algorithm, password, end))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] digest(String algorithm, byte[] password, byte[] salt) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            digest.update(password);
            return digest.digest(salt);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    /** As passlib writes it: base64 without padding, with a dot for the plus. */
    private static Optional<StoredHash> pbkdf2(String text) {
        var parts = PBKDF2.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(parts.group(2));
        var kind = parts.group(1) == null ? "-sha1" : parts.group(1);
        try {
            var salt = Base64.getDecoder().decode(parts.group(3).replace('.', '+'));
            var hash = Base64.getDecoder().decode(parts.group(4).replace('.', '+'));
            boolean bearable =
                    rounds >= 1 && rounds <= MOST_ROUNDS && salt.length > 0 && hash.length >= 16;
            var algorithm = "PBKDF2WithHmac" + kind.substring(1).toUpperCase(Locale.ROOT);
            return bearable
                    ? Optional.of(
                            new StoredHash(
                                    text,
                                    password ->
                                            MessageDigest.isEqual(
                                                    hash,
                                                    derived(
                                                            algorithm,
                                                            password,
                                                            salt,
                                                            rounds,
                                                            hash.length))))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] derived(
            String algorithm, byte[] password, byte[] salt, int rounds, int octets) {
        try {
            var spec =
                    new PBEKeySpec(
                            new String(password, StandardCharsets.UTF_8).toCharArray(),
                            salt,
                            rounds,
                            octets * 8);
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }

    /** Whether the password is the right one; takes as long as the hash was made to take. */
    boolean fits(String password) {
        return check.fits(password.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a new one would be made in the same way. */
    boolean isCurrent(Hashing hashing) {
        return Argon2.parse(text)
                .filter(
                        argon ->
                                argon.memoryKib() == hashing.memoryKib()
                                        && argon.iterations() == hashing.iterations()
                                        && argon.lanes() == hashing.lanes())
                .isPresent();
    }

    /** What a check costs where it is not nothing: KiB filled by Argon2id. */
    long cost() {
        return Argon2.parse(text)
                .map(argon -> (long) argon.memoryKib() * argon.iterations())
                .orElse(0L);
    }

    /** Which kind, for people; nothing secret. */
    String kind() {
        if (text.startsWith("{")) {
            return text.substring(1, text.indexOf('}'));
        }
        int end = text.indexOf('$', 1);
        return switch (text.substring(1, end)) {
            case "2a", "2b", "2y" -> "bcrypt";
            case "5" -> "sha256-crypt";
            case "6" -> "sha512-crypt";
            default -> text.substring(1, end);
        };
    }

    /** As it is kept; a secret. */
    String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredHash that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Nothing secret. */
    @Override
    public String toString() {
        return kind();
    }
}
