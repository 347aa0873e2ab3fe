package org.mailgauge.agent.snmp;

import org.mailgauge.port.Entropy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;

/**
 * The SNMPv3 user that the first start makes when none is configured, in a file that only its owner
 * may read.
 *
 * @param user with passphrases that nobody chose
 * @param created whether it was made just now
 */
record FirstUser(SnmpConfig.User user, boolean created) {
    static final String FILE = "snmp-user";

    /** Without the characters that people mistake for each other; 32 of them. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    /** 120 bits. */
    private static final int PASSPHRASE_LENGTH = 24;

    /**
     * Reads the file, or makes it.
     *
     * @throws IOException when it can be neither read nor written, or is not one of ours
     */
    static FirstUser in(Path folder, Entropy entropy) throws IOException {
        var file = folder.resolve(FILE);
        if (Files.exists(file)) {
            return new FirstUser(read(file), false);
        }
        var user =
                new SnmpConfig.User(
                        "mailgauge",
                        SnmpConfig.Authentication.SHA_256,
                        passphrase(entropy),
                        SnmpConfig.Privacy.AES_128,
                        passphrase(entropy),
                        SnmpConfig.View.ADMIN);
        StateFile.write(file, text(user));
        return new FirstUser(user, true);
    }

    /** The user of a file that {@link #in} made. */
    static SnmpConfig.User read(Path file) throws IOException {
        var values = new HashMap<String, String>();
        for (var line : Files.readAllLines(file)) {
            int colon = line.indexOf(": ");
            if (colon > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        try {
            return new SnmpConfig.User(
                    values.getOrDefault("name", ""),
                    SnmpConfig.Authentication.of(values.getOrDefault("auth", "")).orElseThrow(),
                    values.getOrDefault("auth-passphrase", ""),
                    SnmpConfig.Privacy.of(values.getOrDefault("priv", "")).orElseThrow(),
                    values.getOrDefault("priv-passphrase", ""),
                    SnmpConfig.View.ADMIN);
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new IOException(
                    file + " holds no SNMPv3 user; delete it and start again to get a new one", e);
        }
    }

    private static String text(SnmpConfig.User user) {
        return """
        # The SNMPv3 user of this agent, made at its first start. Keep it secret.
        # It is used as long as the configuration names no user of its own.
        name: %s
        auth: %s
        auth-passphrase: %s
        priv: %s
        priv-passphrase: %s
        """
                .formatted(
                        user.name(),
                        user.authentication().label(),
                        user.authenticationPassphrase(),
                        user.privacy().label(),
                        user.privacyPassphrase());
    }

    private static String passphrase(Entropy entropy) {
        var octets = new byte[PASSPHRASE_LENGTH];
        entropy.fill(octets);
        var text = new StringBuilder();
        for (byte octet : octets) {
            text.append(ALPHABET.charAt(octet & 31));
        }
        return text.toString();
    }
}
