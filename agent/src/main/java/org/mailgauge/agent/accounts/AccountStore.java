package org.mailgauge.agent.accounts;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;
import org.mailgauge.agent.conf.AccountConfig;
import org.mailgauge.agent.conf.AccountConfig.Hashing;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Accounts;
import org.mailgauge.auth.Credentials;
import org.mailgauge.observe.Probe;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.sasl.SaslPrep;
import org.mailgauge.sasl.ScramHash;
import org.mailgauge.sasl.ScramSecret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The accounts of a file. Safe for use by any thread; {@code lock} keeps changes apart and is held
 * over I/O, by platform threads only. What is asked is answered from memory.
 */
public final class AccountStore implements Accounts, Credentials, Probe, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountStore.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int SALT = 16;
    private static final int WAITING_REHASHES = 1000;

    private final AccountFile file;
    private final Parts parts;
    private final Hasher hasher;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Mailbox, Rehashed> rehashed = new ConcurrentHashMap<>();
    private final LongAdder work = new LongAdder();
    private volatile Hashing hashing;
    private volatile Book book = Book.NEW;
    private volatile StoredHash dummy;
    private volatile boolean closed;
    private volatile Tasks.@Nullable Task following;
    private boolean gone; // guarded by lock
    private @Nullable String seen; // the file's text when it was read or written; guarded by lock

    /** The world. */
    public record Parts(Disk disk, Tasks tasks, Time time, Entropy entropy) {}

    /**
     * What a password that was right is to be kept as, if it is still the one of {@code before}.
     */
    private record Rehashed(StoredHash before, Secrets secrets) {}

    /** All that is kept of a password. */
    record Secrets(StoredHash hash, ScramSecret sha1, ScramSecret sha256) {}

    private AccountStore(AccountConfig config, Parts parts) {
        this.file = new AccountFile(parts.disk(), config.file());
        this.parts = parts;
        this.hasher = new Hasher(parts.tasks(), config.hashThreads());
        this.hashing = config.hashing();
        this.dummy = dummy(config.hashing());
    }

    /**
     * Reads the file, and again whenever it changes.
     *
     * @throws IOException when it can't be read, or a newer program wrote it
     */
    public static AccountStore open(AccountConfig config, Parts parts) throws IOException {
        var store = new AccountStore(config, parts);
        boolean done = false;
        try {
            store.reload();
            if (!store.book.entries().isEmpty()) {
                // The first hash of a process takes ten times as long as later ones: no login is to
                // wait for it.
                store.hasher.prepare(() -> store.dummy.fits(""));
            }
            store.following = parts.tasks().startPlatform("accounts", store::follow);
            done = true;
            return store;
        } finally {
            if (!done) {
                store.close();
            }
        }
    }

    /**
     * Who has an account, by a file that is only read.
     *
     * @throws IOException when it can't be read, or a newer program wrote it
     */
    public static Predicate<Mailbox> known(AccountConfig config, Disk disk) throws IOException {
        var file = new AccountFile(disk, config.file());
        var text = file.load();
        var book =
                text == null
                        ? Book.NEW
                        : Book.of(AccountText.read(file.path(), text), new byte[Book.KEY]);
        return address -> book.entry(address) != null;
    }

    private StoredHash dummy(Hashing settings) {
        return StoredHash.none(settings, random(SALT), random(Argon2.HASH_OCTETS));
    }

    private byte[] random(int octets) {
        var random = new byte[octets];
        parts.entropy().fill(random);
        return random;
    }

    /** How passwords are hashed from now on. */
    public void become(Hashing next) {
        if (!next.equals(hashing)) {
            dummy = dummy(next);
            hashing = next;
        }
    }

    // --- accounts

    @Override
    public Optional<Account> find(Mailbox address) {
        return Optional.ofNullable(book.entry(address)).map(Entry::account);
    }

    @Override
    public List<Account> list() {
        return book.entries().stream().map(Entry::account).toList();
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** All that is known, to be shown. */
    Book book() {
        return book;
    }

    // --- credentials

    @Override
    public Check check(@Nullable Mailbox user, String password) {
        var entry = user == null ? null : book.entry(user);
        var checked = hasher.run(() -> checked(entry, password));
        return checked == null ? new Check.Unavailable() : checked;
    }

    /** Whatever is wrong, one Argon2id is computed with the parameters of new passwords. */
    private Check checked(@Nullable Entry entry, String password) {
        var apps = entry == null ? List.<Entry.AppPassword>of() : entry.apps();
        var plain = AppSecret.plain(password);
        for (var app : apps) {
            if (entry != null && app.hash().fits(plain)) {
                return new Check.Right(entry.account());
            }
        }
        var hash = entry == null ? null : entry.hash();
        if (entry != null && hash != null && fits(hash, password)) {
            rehash(entry, hash, password);
            return new Check.Right(entry.account());
        }
        if (hash == null || !hash.isCurrent(hashing)) {
            boolean _ = fits(dummy, password);
        }
        return entry != null && entry.damaged() ? new Check.Unavailable() : new Check.Wrong();
    }

    private boolean fits(StoredHash hash, String password) {
        work.add(hash.cost());
        return hash.fits(password);
    }

    /** KiB that Argon2id has filled in checks: what they cost. */
    long work() {
        return work.sum();
    }

    private void rehash(Entry entry, StoredHash hash, String password) {
        var settings = hashing;
        var secret = entry.sha256();
        boolean current =
                hash.isCurrent(settings)
                        && secret != null
                        && secret.iterations() == settings.scramIterations();
        if (settings.rehash() && !current && rehashed.size() < WAITING_REHASHES) {
            rehashed.put(entry.address(), new Rehashed(hash, secrets(password)));
        }
    }

    /** Hashes a new password in all ways; takes a while. */
    Secrets secrets(String given) {
        var settings = hashing;
        var password = SaslPrep.password(given);
        int iterations = settings.scramIterations();
        return new Secrets(
                StoredHash.of(settings, random(SALT), password),
                ScramSecret.of(ScramHash.SHA_1, password, random(SALT), iterations),
                ScramSecret.of(ScramHash.SHA_256, password, random(SALT), iterations));
    }

    @Override
    public boolean offersScram() {
        return book.allHaveScram();
    }

    @Override
    public ScramSecret scram(@Nullable Mailbox user, ScramHash hash) {
        return book.scram(user, hash, hashing.scramIterations());
    }

    // --- changes

    /** Reads the file again if it has changed. */
    public void reload() throws IOException {
        parts.tasks()
                .io(
                        () -> {
                            locked(this::refresh);
                            return true;
                        });
    }

    /** A piece of work under the lock. */
    private interface Locked {
        void run() throws IOException;
    }

    private void locked(Locked work) throws IOException {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void refresh() throws IOException {
        var text = file.load();
        if (text == null && seen == null) {
            become(Book.NEW.withKey(random(Book.KEY)));
        } else if (text == null) {
            if (!gone) {
                LOG.error("{} in data-dir is gone: the accounts stay as they were", file.path());
            }
            gone = true;
        } else if (!text.equals(seen)) {
            var content = AccountText.read(file.path(), text);
            var next = Book.of(content, random(Book.KEY));
            next.complain(file.path());
            seen = text;
            gone = false;
            become(next);
        }
    }

    /**
     * Changes one account, durably: what {@code change} makes of it takes its place.
     *
     * @param change given null where there is none, and gives null to remove it
     * @throws IOException when it can't be written; then nothing has changed
     */
    void change(Mailbox address, UnaryOperator<@Nullable Entry> change) throws IOException {
        parts.tasks()
                .io(
                        () -> {
                            locked(
                                    () -> {
                                        refresh();
                                        var was = book.entry(address);
                                        save(book.with(address, change.apply(was)));
                                    });
                            return true;
                        });
    }

    private void save(Book next) throws IOException {
        if (next != book) {
            var text = next.text();
            file.save(text);
            seen = text;
            become(next);
        }
    }

    /** Under the lock. */
    private void become(Book next) {
        var was = book;
        book = next;
        for (var entry : was.entries()) {
            if (next.entry(entry.address()) == null) {
                listeners.forEach(listener -> listener.removed(entry.address()));
            }
        }
        for (var entry : next.entries()) {
            var before = was.entry(entry.address());
            if (!entry.equals(before)) {
                listeners.forEach(listener -> listener.changed(entry.account()));
            }
        }
    }

    /** Hashes on one of the threads that do so; null when too many wait. */
    @Nullable Secrets hash(String password) {
        return hasher.run(() -> secrets(password));
    }

    Time time() {
        return parts.time();
    }

    Entropy entropy() {
        return parts.entropy();
    }

    // --- the thread that follows the file

    private void follow() {
        try {
            while (!closed) {
                parts.time().sleep(LOOK);
                try {
                    locked(this::refresh);
                    flushRehashed();
                } catch (IOException failed) {
                    LOG.error("{} in data-dir: {}", file.path(), failed.getMessage());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what logins have hashed anew. */
    void flushRehashed() throws IOException {
        if (!rehashed.isEmpty()) {
            locked(
                    () -> {
                        var next = book;
                        for (var address : List.copyOf(rehashed.keySet())) {
                            var one = rehashed.remove(address);
                            var entry = next.entry(address);
                            if (one != null
                                    && entry != null
                                    && Objects.equals(one.before(), entry.hash())) {
                                var s = one.secrets();
                                next =
                                        next.with(
                                                address,
                                                entry.with(s.hash(), s.sha1(), s.sha256()));
                            }
                        }
                        save(next);
                    });
        }
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        hasher.read(into);
        into.accept("accounts", book.entries().size());
        into.accept("accounts_damaged", book.damaged());
    }

    @Override
    public void close() {
        closed = true;
        var task = following;
        if (task != null) {
            task.interrupt();
        }
        hasher.close();
    }
}
