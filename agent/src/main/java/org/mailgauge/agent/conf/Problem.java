package org.mailgauge.agent.conf;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong, or worth a warning, in a configuration file.
 *
 * @param other the name of the file that it is in, when that is one which the configuration names;
 *     null for the configuration itself
 * @param line from 1
 * @param key the full path of the key, such as {@code routes[2].via} (lists count from 0); empty
 *     when no key is concerned
 * @param message one line, without control characters
 */
public record Problem(@Nullable String other, int line, String key, String message) {

    /** In the configuration itself. */
    Problem(int line, String key, String message) {
        this(null, line, key, message);
    }

    static Problem of(int line, String key, String found, String accepted) {
        return new Problem(line, key, "found " + found + ", accepted " + accepted);
    }

    static Problem unknown(int line, String key, String accepted, String nearest) {
        return new Problem(
                line,
                key,
                "found an unknown key, accepted " + accepted + "; nearest known key " + nearest);
    }

    static Problem notBuilt(int line, String key, int part) {
        return new Problem(
                line, key, "accepted, but without effect: not built yet (part " + part + " of 6)");
    }

    /** Which file it is in, {@code configuration} or another. */
    public String file(String configuration) {
        return other == null ? configuration : other;
    }

    /** One line, {@code file:line: key: found X, accepted Y; nearest known key Z}. */
    public String text(String configuration) {
        return file(configuration)
                + ":"
                + line
                + ": "
                + (key.isEmpty() ? "" : Text.printable(key, 80) + ": ")
                + message;
    }
}
