package org.mailgauge.agent.conf;

import org.mailgauge.agent.conf.AccountConfig.Hashing;
import org.mailgauge.auth.LoginSettings;
import org.mailgauge.sasl.Mechanism;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** The part of the table that is about accounts, and about how users log in. */
final class AccountKeys {
    private static final int KIB = 1024;
    private static final KeyTable TABLE = new KeyTable(4, Takes.RELOAD);

    private AccountKeys() {}

    static {
        TABLE.section("accounts", "Users of submission, POP3, IMAP; docs/accounts.md.");
    }

    static final Key<String> FILE =
            TABLE.one(
                    Takes.RESTART,
                    "accounts.file",
                    Types.text("a file"),
                    "accounts",
                    "Where they are kept, in data-dir.");
    static final Key<Integer> HASH_THREADS =
            TABLE.count(
                    Takes.RESTART,
                    "accounts.hash-threads",
                    1,
                    64,
                    "2",
                    "How many passwords are hashed at the same time, each in hash-memory.");
    static final Key<Long> HASH_MEMORY =
            TABLE.one(
                    "accounts.hash-memory",
                    Types.size("64KiB", "256MiB"),
                    "19MiB",
                    "Memory in which a new password is hashed (Argon2id).");
    static final Key<Integer> HASH_ITERATIONS =
            TABLE.count(
                    "accounts.hash-iterations",
                    1,
                    100,
                    "2",
                    "How often that memory is gone through.");
    static final Key<Integer> HASH_LANES =
            TABLE.count("accounts.hash-lanes", 1, 8, "1", "Lanes of that memory.");
    static final Key<Integer> SCRAM_ITERATIONS =
            TABLE.count(
                    "accounts.scram-iterations",
                    4096,
                    1_000_000,
                    "10000",
                    "Iterations of a new password's secrets for SCRAM; the client computes as many.");
    static final Key<Boolean> REHASH =
            TABLE.one(
                    "accounts.rehash",
                    Types.FLAG,
                    "true",
                    "Whether a password that was hashed in another way is hashed anew when its user"
                            + " logs in with it.");

    static final Key<Duration> REMEMBER =
            TABLE.duration(
                    "accounts.remember",
                    "PT0S",
                    "PT1H",
                    "PT5M",
                    "How long a password that was right need not be hashed again, for clients that"
                            + " come back every minute.");

    static {
        TABLE.section("auth", "How users log in, and how much guessing is borne.");
    }

    static final Key<Mechanism> MECHANISMS =
            TABLE.many(
                    "auth.mechanisms",
                    Types.choice(Mechanism.class, Mechanism::label),
                    Arrays.stream(Mechanism.values())
                            .filter(mechanism -> !mechanism.isBound())
                            .map(Mechanism::label)
                            .collect(Collectors.joining(", ", "[", "]")),
                    "SASL mechanisms that are offered where they can be used. With a -PLUS one some"
                            + " clients can't log in (docs/accounts.md).");
    static final Key<Boolean> PLAINTEXT =
            TABLE.one(
                    "auth.plaintext-on-loopback",
                    Types.FLAG,
                    "true",
                    "Whether clients of this machine may log in without TLS; others never may.");
    static final Key<Boolean> SENDER_MATCH =
            TABLE.one(
                    "auth.sender-match",
                    Types.FLAG,
                    "true",
                    "Whether mail on submission needs one of the user's own addresses as reverse-path"
                            + " (553 otherwise).");
    static final Key<Duration> FAILURE_DELAY =
            TABLE.duration(
                    "auth.failure-delay",
                    "PT0S",
                    "PT30S",
                    "PT2S",
                    "How long a refusal is held back.");
    static final Key<Integer> ADDRESS_TRIES =
            TABLE.count(
                    "auth.tries-per-address",
                    1,
                    100_000,
                    "10",
                    "Tries that may fail from one IPv4 address or IPv6 /64 before others are put off.");
    static final Key<Integer> NETWORK_TRIES =
            TABLE.count(
                    "auth.tries-per-network",
                    1,
                    1_000_000,
                    "50",
                    "The same from one IPv4 /24 or IPv6 /48.");
    static final Key<Integer> USER_TRIES =
            TABLE.count(
                    "auth.tries-per-user",
                    1,
                    100_000,
                    "20",
                    "The same for one user, from anywhere but where he has logged in before.");
    static final Key<Duration> COME_BACK =
            TABLE.duration(
                    "auth.try-comes-back",
                    "PT1S",
                    "P1D",
                    "PT5M",
                    "After each such time one failed try is forgotten.");
    static final Key<Duration> FIRST_PAUSE =
            TABLE.duration(
                    "auth.first-pause",
                    "PT1S",
                    "PT1H",
                    "PT30S",
                    "How long tries are put off at first; each further failure doubles it.");
    static final Key<Duration> LONGEST_PAUSE =
            TABLE.duration(
                    "auth.longest-pause",
                    "PT1S",
                    "P1D",
                    "PT1H",
                    "How long they are put off at most.");

    static List<Entry> table() {
        return TABLE.lines();
    }

    static AccountConfig accounts(Values values) {
        return new AccountConfig(
                values.one(FILE),
                values.one(REMEMBER),
                values.one(HASH_THREADS),
                new Hashing(
                        (int) (values.one(HASH_MEMORY) / KIB),
                        values.one(HASH_ITERATIONS),
                        values.one(HASH_LANES),
                        values.one(SCRAM_ITERATIONS),
                        values.one(REHASH)));
    }

    static LoginSettings logins(Values values) {
        return new LoginSettings(
                new LinkedHashSet<>(values.all(MECHANISMS)),
                values.one(PLAINTEXT),
                values.one(SENDER_MATCH),
                values.one(FAILURE_DELAY),
                new LoginSettings.Tries(
                        values.one(ADDRESS_TRIES),
                        values.one(NETWORK_TRIES),
                        values.one(USER_TRIES),
                        values.one(COME_BACK),
                        values.one(FIRST_PAUSE),
                        values.one(LONGEST_PAUSE),
                        LoginSettings.Tries.DEFAULT.entries()));
    }
}
