package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * The hashes {@code $5$} and {@code $6$} of crypt(3), as Ulrich Drepper's "Unix crypt using SHA-256
 * and SHA-512" describes them. Only to be read; our own are Argon2id.
 */
final class ShaCrypt {
    static final int MOST_ROUNDS = 1_000_000;
    private static final int USUAL_ROUNDS = 5000;
    private static final int LEAST_ROUNDS = 1000;
    private static final int SALT = 16;
    private static final String ALPHABET =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$([56])\\$(?:rounds=([0-9]{1,9})\\$)?([^$\\s]{0,64})\\$([./0-9A-Za-z]+)");

    private ShaCrypt() {}

    /** Whether the text has that form, with a bearable number of rounds. */
    static boolean isForm(String text) {
        return hash(text, new byte[0], true) != null;
    }

    /** Whether the password fits the hash, which {@link #isForm}. */
    static boolean fits(String text, byte[] password) {
        var computed = hash(text, password, false);
        var given = text.substring(text.lastIndexOf('$') + 1);
        return computed != null
                && MessageDigest.isEqual(
                        computed.getBytes(StandardCharsets.US_ASCII),
                        given.getBytes(StandardCharsets.US_ASCII));
    }

    private static @Nullable String hash(String text, byte[] password, boolean onlyForm) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        boolean wide = "6".equals(parts.group(1));
        var asked = parts.group(2);
        int rounds = asked == null ? USUAL_ROUNDS : Math.max(LEAST_ROUNDS, Integer.parseInt(asked));
        if (rounds > MOST_ROUNDS || text.length() - parts.start(4) != (wide ? 86 : 43)) {
            return null;
        }
        if (onlyForm) {
            return "";
        }
        var salt = parts.group(3);
        var octets =
                salt.substring(0, Math.min(SALT, salt.length())).getBytes(StandardCharsets.UTF_8);
        return encode(digest(wide ? "SHA-512" : "SHA-256", password, octets, rounds));
    }

    private static byte[] digest(String algorithm, byte[] password, byte[] salt, int rounds) {
        var sha = sha(algorithm);
        var second = sum(sha, password, salt, password);
        sha.update(password);
        sha.update(salt);
        sha.update(repeated(second, password.length));
        for (int bits = password.length; bits > 0; bits >>= 1) {
            sha.update((bits & 1) == 1 ? second : password);
        }
        var all = sha.digest();
        for (int i = 0; i < password.length; i++) {
            sha.update(password);
        }
        var p = repeated(sha.digest(), password.length);
        for (int i = 0; i < 16 + (all[0] & 255); i++) {
            sha.update(salt);
        }
        var s = repeated(sha.digest(), salt.length);
        for (int i = 0; i < rounds; i++) {
            sha.update((i & 1) == 1 ? p : all);
            if (i % 3 != 0) {
                sha.update(s);
            }
            if (i % 7 != 0) {
                sha.update(p);
            }
            sha.update((i & 1) == 1 ? all : p);
            all = sha.digest();
        }
        return all;
    }

    private static byte[] sum(MessageDigest sha, byte[]... parts) {
        for (var part : parts) {
            sha.update(part);
        }
        return sha.digest();
    }

    private static byte[] repeated(byte[] what, int length) {
        var all = new ByteArrayOutputStream(length + what.length);
        for (int left = length; left > 0; left -= what.length) {
            all.write(what, 0, Math.min(left, what.length));
        }
        return all.toByteArray();
    }

    /** Three octets make four characters, in an order of its own. */
    private static String encode(byte[] all) {
        var text = new StringBuilder();
        boolean wide = all.length == 64;
        int[] at = wide ? new int[] {0, 21, 42} : new int[] {0, 10, 20};
        for (int i = 0; i < (wide ? 21 : 10); i++) {
            add(text, all[at[0]] & 255, all[at[1]] & 255, all[at[2]] & 255, 4);
            at =
                    wide
                            ? new int[] {at[1] + 1, at[2] + 1, at[0] + 1}
                            : new int[] {at[2] + 1, at[0] + 1, at[1] + 1};
        }
        if (wide) {
            add(text, 0, 0, all[63] & 255, 2);
        } else {
            add(text, 0, all[31] & 255, all[30] & 255, 3);
        }
        return text.toString();
    }

    private static void add(StringBuilder text, int high, int middle, int low, int characters) {
        int bits = high << 16 | middle << 8 | low;
        for (int i = 0; i < characters; i++) {
            text.append(ALPHABET.charAt(bits & 63));
            bits >>= 6;
        }
    }

    private static MessageDigest sha(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }
}
