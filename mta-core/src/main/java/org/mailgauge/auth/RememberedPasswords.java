package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Time;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjDoubleConsumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a while which passwords were right, so that a client that comes again every minute
 * costs one slow hash in that while. What is not remembered, and so everything that is wrong, is
 * checked as before. Safe for use by any thread; a lock guards what is remembered.
 */
public final class RememberedPasswords implements Credentials, Probe, AutoCloseable {
    /*
     * What is kept of a password is its HMAC under a key that this process made and never shows: who reads our memory
     * has fast guesses at the passwords of those who were here lately, who reads our files has none. A change of an
     * account forgets what was remembered of it. A check that began before the change may find the old password right
     * after it; it counts the changes, so that its finding is not remembered.
     */
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_OCTETS = 32;

    private final Credentials slow;
    private final Time time;
    private final int most;

    /** Has the key; copied for each use, as finding and keying one costs more than using it. */
    private final Mac keyed;

    private final Accounts.Subscription subscription;
    private final LongAdder remembered = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Proof, Found> proofs = new LinkedHashMap<>(16, 0.75f, true);
    private long changes;
    private volatile Duration keep;

    /** That somebody has that password. */
    private record Proof(Mailbox user, ByteBuffer digest) {}

    private record Found(Account account, long until) {}

    /**
     * Begins with nothing.
     *
     * @param slow where passwords are checked
     * @param accounts tell of changes; a change of password is one
     * @param keep how long one is remembered; zero: not at all
     * @param most how many are remembered; the longest unused gives way
     */
    public RememberedPasswords(
            Credentials slow,
            Accounts accounts,
            Time time,
            Entropy entropy,
            Duration keep,
            int most) {
        this.slow = slow;
        this.time = time;
        this.keep = keep;
        this.most = most;
        var octets = new byte[KEY_OCTETS];
        entropy.fill(octets);
        keyed = keyed(octets);
        subscription =
                accounts.subscribe(
                        new Accounts.Listener() {
                            @Override
                            public void changed(Account account) {
                                forget(account.address());
                            }

                            @Override
                            public void removed(Mailbox address) {
                                forget(address);
                            }
                        });
    }

    /** For what is checked from now on. */
    public void keep(Duration next) {
        keep = next;
    }

    @Override
    public Check check(@Nullable Mailbox user, String password) {
        var now = keep;
        if (user == null || now.isZero()) {
            return slow.check(user, password);
        }
        var proof = new Proof(user, digest(user, password));
        long before;
        lock.lock();
        try {
            var found = proofs.get(proof);
            if (found != null && found.until() - time.ticks() > 0) {
                remembered.increment();
                return new Check.Right(found.account());
            }
            before = changes;
        } finally {
            lock.unlock();
        }
        var check = slow.check(user, password);
        if (check instanceof Check.Right(var account)) {
            remember(proof, account, before, time.ticks() + now.toNanos());
        }
        return check;
    }

    private void remember(Proof proof, Account account, long before, long until) {
        lock.lock();
        try {
            if (changes == before) {
                proofs.put(proof, new Found(account, until));
                if (proofs.size() > most) {
                    var longest = proofs.keySet().iterator();
                    longest.next();
                    longest.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Mailbox user) {
        lock.lock();
        try {
            changes++;
            proofs.keySet().removeIf(proof -> proof.user().equals(user));
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer digest(Mailbox user, String password) {
        try {
            var mac = (Mac) keyed.clone();
            mac.update(user.toString().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return ByteBuffer.wrap(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every JDK can copy " + HMAC, e);
        }
    }

    private static Mac keyed(byte[] key) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    @Override
    public boolean offersScram() {
        return slow.offersScram();
    }

    @Override
    public ScramSecret scram(@Nullable Mailbox user, ScramHash hash) {
        return slow.scram(user, hash);
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        into.accept("logins_remembered_total", (double) remembered.sum());
        lock.lock();
        try {
            into.accept("remembered_passwords", proofs.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
