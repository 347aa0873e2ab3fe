package org.mailgauge.agent.accounts;

import org.mailgauge.port.Entropy;

import java.util.Locale;

/** Generated passwords for programs: 20 characters of 32, so 100 random bits. */
final class AppSecret {
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 5;
    private static final int GROUP = 4;

    private AppSecret() {}

    /** A new one, as it is shown: in groups of four. */
    static String make(Entropy entropy) {
        var random = new byte[GROUPS * GROUP];
        entropy.fill(random);
        var text = new StringBuilder();
        for (int i = 0; i < random.length; i++) {
            text.append(i > 0 && i % GROUP == 0 ? "-" : "");
            text.append(ALPHABET.charAt(random[i] & 31));
        }
        return text.toString();
    }

    /** As it is hashed: people may leave out the dashes, or put spaces. */
    static String plain(String typed) {
        return typed.replaceAll("[- ]", "").toLowerCase(Locale.ROOT);
    }
}
