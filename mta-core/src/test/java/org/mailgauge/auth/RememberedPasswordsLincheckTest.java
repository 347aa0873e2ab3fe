package org.mailgauge.auth;

import static org.mailgauge.testing.Interleavings.call;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Mailbox;
import org.mailgauge.port.Time;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.testing.Interleavings;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * However checks and changes interleave, a password is wrong as soon as its change is done. While a
 * change runs, the old one and the new may both be right.
 */
@Param(name = "password", gen = IntGen.class, conf = "0:1")
@Tag("interleavings")
public class RememberedPasswordsLincheckTest {
    private static final Account TIM =
            new Account(MemoryAccounts.mailbox("tim@example.test"), List.of());

    private final OneAccount accounts = new OneAccount();
    private final RememberedPasswords passwords =
            new RememberedPasswords(
                    accounts,
                    accounts,
                    new NoTimePasses(),
                    new SimEntropy(1),
                    Duration.ofMinutes(5),
                    3);
    private int current;

    /** Somebody logs in with what is, was or will be the password. */
    @Operation(nonParallelGroup = "logins")
    public void use(@Param(name = "password") int password) {
        passwords.check(TIM.address(), Integer.toString(password));
    }

    /** Gives the next password; the one before is not right any more. */
    @Operation(nonParallelGroup = "changes")
    public boolean change() {
        var before = Integer.toString(current++);
        accounts.password(Integer.toString(current));
        return right(before);
    }

    /** Nor later. */
    @Operation(nonParallelGroup = "changes")
    public boolean earlier() {
        return right(Integer.toString(current - 1));
    }

    /** The password of now is right. */
    @Operation(nonParallelGroup = "changes")
    public boolean now() {
        return right(Integer.toString(current));
    }

    private boolean right(String password) {
        return passwords.check(TIM.address(), password) instanceof Credentials.Check.Right;
    }

    @Test
    void noOldPasswordIsRemembered() {
        Interleavings.of(RememberedPasswordsLincheckTest.class)
                .scenario(
                        List.of(),
                        List.of(call("use", 0)),
                        List.of(call("change")),
                        List.of(call("earlier"), call("now")))
                .scenario(
                        List.of(call("use", 0)),
                        List.of(call("use", 0), call("use", 1)),
                        List.of(call("change")),
                        List.of(call("earlier"), call("now")))
                .check();
    }

    /** Whose changes are told after they are in force. */
    private static final class OneAccount implements Accounts, Credentials {
        private volatile String password = "0";
        private @Nullable Listener listener;

        void password(String next) {
            password = next;
            if (listener != null) {
                listener.changed(TIM);
            }
        }

        @Override
        public Check check(@Nullable Mailbox user, String tried) {
            return tried.equals(password) ? new Check.Right(TIM) : new Check.Wrong();
        }

        @Override
        public Subscription subscribe(Listener next) {
            listener = next;
            return () -> {};
        }

        @Override
        public Optional<Account> find(Mailbox address) {
            return Optional.of(TIM);
        }

        @Override
        public List<Account> list() {
            return List.of(TIM);
        }

        @Override
        public boolean offersScram() {
            return false;
        }

        @Override
        public ScramSecret scram(@Nullable Mailbox user, ScramHash hash) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoTimePasses implements Time {
        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }

        @Override
        public long ticks() {
            return 0;
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sleep(Duration time) {
            throw new UnsupportedOperationException();
        }
    }
}
