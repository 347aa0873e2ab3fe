package org.mailgauge.agent.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.agent.conf.AccountConfig.Hashing;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

class StoredHashTest {
    static final Hashing CHEAP = new Hashing(64, 1, 1, 4096, true);

    /*
     * Made by: doveadm pw -s SCHEME -r 5 -p 'pässword 1' (Dovecot 2.4), openssl passwd -5 and -6,
     * the test of Argon2's reference implementation, and
     * Python's hashlib in passlib's form.
     */
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    pässword 1   | {SSHA}wGFBRiykK1H9n4YtwAhWX6qsQjovoM0x
                    pässword 1   | {SSHA256}RBKzrTmEr3oryqGTIwl5XrcRSgldvrkzP308InD0VSKlrzWA
                    pässword 1   | {SSHA512}6rpC/lGwQERbmnCBbI6LGZSjsLDq9fBNdifZbm3qglfDUdoWx1i3rsbLaBkySx2rw7Jqq2WCPTg047X79eOOkhAMmTQ=
                    pässword 1   | {SHA}wBFJYYjnh5eS5Eft5JORpd7Gkko=
                    pässword 1   | {SHA256}f7RERuWhObO3oHciFhtpNCnGhD0FNBL7CyE3AkK4vbA=
                    pässword 1   | {SHA256.HEX}7fb44446e5a139b3b7a07722161b693429c6843d053412fb0b21370242b8bdb0
                    pässword 1   | {SHA512}CKWQ1bFe+6HuV0fkV78KrhRH5bOjFVbkHBnd8vTWw2lc3YVFx8X2I6wtGQoVpZVuVsftC++RLO5GPIvd7H4Lyg==
                    pässword 1   | {BLF-CRYPT}$2y$05$WsGXBQQu7o8fmEZIGlMwiufK0mRlHFRvzc7s2CXz1t4EvYDn3hw6m
                    pässword 1   | {SHA512-CRYPT}$6$rounds=1000$UvYF2IVW0ynS8wFQ$ZR0JjmR00ZAYJWmsvUDb1I9nLItQvuZ8fEAFkdYwEir1psS3/yb4cuQLFWNC2zSwEGc4KIRxUoW6S3..9RtgI0
                    pässword 1   | {SHA256-CRYPT}$5$rounds=1000$cP/z3FfPB7pxm/to$QGopRCSc3HgSwIS13UDZIr.6fpMY1o.SHlTJwKrwNe8
                    Hello world! | {CRYPT}$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1
                    Hello world! | $5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5
                    password     | $argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4
                    password     | {ARGON2ID}$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4
                    password     | $pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdgw$dpRk2cs9bbVWGPZtJPW.hHedt1Di4ACf95sOojEMEr8
                    password     | {PBKDF2-SHA256}6400$0ZrzXitFSGltTQnBWOsdgw$dpRk2cs9bbVWGPZtJPW.hHedt1Di4ACf95sOojEMEr8
                    """)
    @DisplayName("hashes that others made are read")
    void others(String password, String text) {
        var hash = StoredHash.parse(text).orElseThrow();
        assertTrue(hash.fits(password));
        assertFalse(hash.fits(password + "x"));
        assertFalse(hash.fits(""));
        assertEquals(hash.text(), StoredHash.parse(hash.text()).orElseThrow().text());
        assertFalse(hash.isCurrent(CHEAP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{PLAIN}secret",
                "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
                "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
                "{SSHA}wBFJYYjnh5eS5Eft5JORpd7Gkko=",
                "{SHA}wBFJYYjnh5eS5Eft5JORpd7GkkoAAAA=",
                "{SHA}***",
                "$2y$31$WsGXBQQu7o8fmEZIGlMwiufK0mRlHFRvzc7s2CXz1t4EvYDn3hw6m",
                "$2y$05$WsGXBQQu7o8fmEZIGlMwiu",
                "$6$rounds=900000000$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl",
                "$argon2id$v=19$m=1048576,t=5,p=1$z2FoBrtld9+bbUAdLRlSEg$2wr5B38+RmvfRvKLtauoZF+nzsScmfYDsQbdEPPLCPI",
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$pbkdf2-sha256$99999999$0ZrzXitFSGltTQnBWOsdgw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0",
                "$",
                "{}",
                "{CRYPT}",
            })
    @DisplayName("what can't be read, or would cost too much, is refused when it comes")
    void refused(String text) {
        assertTrue(StoredHash.parse(text).isEmpty());
    }

    @Test
    void ownAreCurrentAndSalted() {
        var salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        var hash = StoredHash.of(CHEAP, salt, "pw");
        assertTrue(hash.fits("pw"));
        assertFalse(hash.fits("pW"));
        assertTrue(hash.isCurrent(CHEAP));
        assertFalse(hash.isCurrent(new Hashing(128, 1, 1, 4096, true)));
        assertEquals(64, hash.cost());
        assertTrue(hash.text().startsWith("$argon2id$v=19$m=64,t=1,p=1$"));
        assertTrue(StoredHash.parse(hash.text()).orElseThrow().fits("pw"));
        var other = StoredHash.of(CHEAP, new byte[16], "pw");
        assertNotEquals(hash.text(), other.text());
        assertFalse(hash.toString().contains("$"));
    }

    @Test
    @DisplayName("every mutant of a hash is read or refused, and none throws")
    void mutants() {
        var random = new SplittableRandom(5);
        String[] seeds = {
            "{SSHA256}RBKzrTmEr3oryqGTIwl5XrcRSgldvrkzP308InD0VSKlrzWA",
            "$2y$04$WsGXBQQu7o8fmEZIGlMwiufK0mRlHFRvzc7s2CXz1t4EvYDn3hw6m",
            "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$pbkdf2-sha256$10$0ZrzXitFSGltTQnBWOsdgw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M",
        };
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder(seeds[i % seeds.length]);
            for (int n = random.nextInt(1, 3); n > 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 300));
            }
            read += StoredHash.parse(text.toString()).isPresent() ? 1 : 0;
        }
        assertTrue(read > 0);
    }
}
