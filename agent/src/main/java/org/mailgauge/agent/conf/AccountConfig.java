package org.mailgauge.agent.conf;

import java.time.Duration;

/**
 * Where accounts are kept, and how their passwords.
 *
 * @param file in data-dir
 * @param remember how long a password that was right need not be hashed again
 * @param hashThreads how many passwords are hashed at the same time
 */
public record AccountConfig(String file, Duration remember, int hashThreads, Hashing hashing) {

    /**
     * How new passwords are hashed.
     *
     * @param memoryKib of Argon2id, in KiB
     * @param scramIterations of the secrets for SCRAM
     * @param rehash whether a password that was hashed in another way is hashed anew when its user
     *     logs in
     */
    public record Hashing(
            int memoryKib, int iterations, int lanes, int scramIterations, boolean rehash) {}
}
