package org.mailgauge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Credentials.Check;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

class RememberedPasswordsTest {
    private static final Mailbox TIM = MemoryAccounts.mailbox("tim@example.test");
    private static final Duration KEEP = Duration.ofMinutes(5);

    private final MemoryAccounts accounts =
            new MemoryAccounts().with("tim@example.test", "secret").with("ann@example.test", "pw");
    private final SimTime time = new SimTime();
    private final RememberedPasswords passwords = over(accounts, KEEP, 3);

    private RememberedPasswords over(Credentials slow, Duration keep, int most) {
        return new RememberedPasswords(slow, accounts, time, new SimEntropy(1), keep, most);
    }

    private void right(String password) {
        assertInstanceOf(Check.Right.class, passwords.check(TIM, password));
    }

    private Map<String, Double> counts() {
        var counts = new HashMap<String, Double>();
        passwords.read(counts::put);
        return counts;
    }

    @Test
    void aRightPasswordIsHashedOnceInItsTime() {
        right("secret");
        right("secret");
        assertEquals(1, accounts.checks());
        assertEquals(1, counts().get("logins_remembered_total"));
        time.advance(KEEP);
        right("secret");
        assertEquals(2, accounts.checks());
    }

    @Test
    void whatIsWrongIsHashedEachTime() {
        right("secret");
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Check.Wrong.class, passwords.check(TIM, "guess"));
        }
        assertInstanceOf(
                Check.Wrong.class,
                passwords.check(MemoryAccounts.mailbox("ann@example.test"), "secret"));
        assertInstanceOf(Check.Wrong.class, passwords.check(null, "secret"));
        assertEquals(6, accounts.checks());
    }

    @Test
    void anotherPasswordForgetsTheOld() {
        right("secret");
        accounts.with("tim@example.test", "new");
        assertInstanceOf(Check.Wrong.class, passwords.check(TIM, "secret"));
        right("new");
    }

    @Test
    void aRemovedAccountIsForgotten() {
        right("secret");
        accounts.remove("tim@example.test");
        assertInstanceOf(Check.Wrong.class, passwords.check(TIM, "secret"));
    }

    /** The old password is found right, and replaced before that can be remembered. */
    @Test
    void aChangeDuringACheckIsSeen() {
        var changing =
                new Credentials() {
                    @Override
                    public Check check(@Nullable Mailbox user, String password) {
                        var check = accounts.check(user, password);
                        accounts.with("tim@example.test", "new");
                        return check;
                    }

                    @Override
                    public boolean offersScram() {
                        return accounts.offersScram();
                    }

                    @Override
                    public ScramSecret scram(@Nullable Mailbox user, ScramHash hash) {
                        return accounts.scram(user, hash);
                    }
                };
        var raced = over(changing, KEEP, 3);
        assertInstanceOf(Check.Right.class, raced.check(TIM, "secret"));
        assertInstanceOf(Check.Wrong.class, raced.check(TIM, "secret"));
    }

    @Test
    void theLongestUnusedGivesWay() {
        for (int i = 0; i < 4; i++) {
            accounts.with("u" + i + "@example.test", "pw");
        }
        for (int i = 0; i < 4; i++) {
            var user = MemoryAccounts.mailbox("u" + i + "@example.test");
            assertInstanceOf(Check.Right.class, passwords.check(user, "pw"));
        }
        assertEquals(3, counts().get("remembered_passwords"));
        passwords.check(MemoryAccounts.mailbox("u3@example.test"), "pw");
        assertEquals(4, accounts.checks());
        passwords.check(MemoryAccounts.mailbox("u0@example.test"), "pw");
        assertEquals(5, accounts.checks());
    }

    @Test
    void nothingIsRememberedForNoTime() {
        passwords.keep(Duration.ZERO);
        right("secret");
        right("secret");
        assertEquals(2, accounts.checks());
    }
}
