package org.mailgauge.auth;

import org.mailgauge.sasl.Mechanism;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How clients may log in, and how much guessing is borne.
 *
 * @param mechanisms that are allowed at all
 * @param plaintextOnLoopback whether clients of this machine may log in without TLS
 * @param senderMatch whether mail on submission has to have one of the user's own addresses as
 *     reverse-path
 * @param failureDelay how long a refusal is held back
 */
public record LoginSettings(
        Set<Mechanism> mechanisms,
        boolean plaintextOnLoopback,
        boolean senderMatch,
        Duration failureDelay,
        Tries tries) {
    public static final LoginSettings DEFAULT =
            new LoginSettings(
                    EnumSet.allOf(Mechanism.class),
                    true,
                    true,
                    Duration.ofSeconds(2),
                    Tries.DEFAULT);

    public LoginSettings {
        mechanisms = Set.copyOf(mechanisms);
    }

    /**
     * How many tries may fail before further ones are put off.
     *
     * @param address of one IPv4 address or IPv6 /64
     * @param network of one IPv4 /24 or IPv6 /48
     * @param user on one account or name
     * @param comeBack one failed try is forgotten after each such time
     * @param firstPause how long tries are put off at first; each further failure doubles it
     * @param longestPause and so long at most
     * @param entries addresses, networks, users and places that are remembered, each
     */
    public record Tries(
            int address,
            int network,
            int user,
            Duration comeBack,
            Duration firstPause,
            Duration longestPause,
            int entries) {
        public static final Tries DEFAULT =
                new Tries(
                        10,
                        50,
                        20,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        Duration.ofHours(1),
                        10_000);
    }
}
