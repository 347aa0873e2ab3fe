package org.mailgauge.auth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Accounts and their passwords in memory, for tests. Safe for use by any thread. */
public final class MemoryAccounts implements Accounts, Credentials {
    private static final byte[] SALT = "salt".getBytes(StandardCharsets.US_ASCII);
    private final Map<String, Account> accounts = new ConcurrentSkipListMap<>();
    private final Map<String, String> passwords = new ConcurrentSkipListMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger checks = new AtomicInteger();
    private volatile boolean broken;

    /** Adds an account, or gives it another password. */
    public MemoryAccounts with(String address, String password, String... sendsAs) {
        var others = List.of(sendsAs).stream().map(MemoryAccounts::mailbox).toList();
        var account = new Account(mailbox(address), others);
        passwords.put(account.address().toString(), password);
        accounts.put(account.address().toString(), account);
        listeners.forEach(listener -> listener.changed(account));
        return this;
    }

    /** Removes an account. */
    public void remove(String address) {
        var removed = accounts.remove(address);
        if (removed != null) {
            listeners.forEach(listener -> listener.removed(removed.address()));
        }
    }

    /** From now on nothing can be checked. */
    public void fail() {
        broken = true;
    }

    /** How many passwords were checked. */
    public int checks() {
        return checks.get();
    }

    public static Mailbox mailbox(String text) {
        return AddressParser.mailbox(text).orElseThrow();
    }

    @Override
    public Optional<Account> find(Mailbox address) {
        return Optional.ofNullable(accounts.get(Account.canonical(address).toString()));
    }

    @Override
    public List<Account> list() {
        return List.copyOf(accounts.values());
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Check check(@Nullable Mailbox user, String password) {
        if (broken) {
            return new Check.Unavailable();
        }
        checks.incrementAndGet();
        var account = user == null ? null : accounts.get(user.toString());
        return account != null && password.equals(passwords.get(account.address().toString()))
                ? new Check.Right(account)
                : new Check.Wrong();
    }

    @Override
    public boolean offersScram() {
        return true;
    }

    @Override
    public ScramSecret scram(@Nullable Mailbox user, ScramHash hash) {
        var password = user == null ? null : passwords.get(user.toString());
        return password == null
                ? new ScramSecret(SALT, 10, new byte[hash.octets()], new byte[hash.octets()])
                : ScramSecret.of(hash, password, SALT, 10);
    }
}
