package org.mailgauge.store;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Content;
import org.mailgauge.store.MemoryData.Account;
import org.mailgauge.store.MemoryData.Box;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * A mail store in memory, for tests and simulations. What it keeps outlives it in its {@link
 * MemoryData}. Safe for use by any thread.
 */
public final class MemoryMailStore implements MailStore {
    private final MemoryData data;
    private final Time time;
    private final StoreLimits limits;
    private final List<MemoryView> views = new CopyOnWriteArrayList<>();
    private final List<Watching> watches = new CopyOnWriteArrayList<>();
    private final List<Runnable> sharedWatches = new CopyOnWriteArrayList<>();
    private boolean closed;

    private record Watching(Account account, StoreListener listener) {}

    /** What a change does under the lock. */
    interface Work<T> {
        Outcome<T> run(Touched touched);
    }

    /** Which mailboxes a change touched, and whether names. */
    static final class Touched {
        private final List<Box> boxes = new ArrayList<>();
        private final Map<Box, Set<AnnotationName>> annotated = new HashMap<>();
        private Set<AnnotationName> account = Set.of();
        private boolean names;
        private boolean rights;

        void annotated(Box box, List<AnnotationChange> changes) {
            boxes.add(box);
            annotated.put(box, named(changes));
        }

        void annotated(List<AnnotationChange> changes) {
            account = named(changes);
        }

        private static Set<AnnotationName> named(List<AnnotationChange> changes) {
            return changes.stream().map(AnnotationChange::name).collect(Collectors.toSet());
        }

        void box(Box box) {
            boxes.add(box);
        }

        void names() {
            names = true;
        }

        void rights() {
            rights = true;
        }
    }

    public MemoryMailStore(MemoryData data, Time time, StoreLimits limits) {
        this.data = data;
        this.time = time;
        this.limits = limits;
    }

    @Override
    public StoreLimits limits() {
        return limits;
    }

    @Override
    public Outcome<AccountInfo> create(AccountName name) {
        return change(
                null,
                touched -> {
                    if (named(name).isPresent()) {
                        return refused(new Refusal.AlreadyExists(name.text()));
                    }
                    var account = new Account(new AccountInfo(data.id("A"), name, now(), null));
                    account.show(newBox(MailboxName.INBOX));
                    data.accounts.add(account);
                    return new Outcome.Done<>(account.info);
                });
    }

    Box newBox(MailboxName name) {
        return new Box(data.id("M"), name, data.validity(now()));
    }

    @Override
    public Outcome<AccountInfo> remove(AccountName name) {
        var found = read(() -> named(name));
        return found.isEmpty()
                ? refused(new Refusal.NoSuchAccount())
                : change(
                        found.get(),
                        touched -> {
                            var account = found.get();
                            var was = account.info;
                            account.info =
                                    new AccountInfo(was.id(), was.name(), was.created(), now());
                            account.boxes.values().forEach(touched::box);
                            touched.names();
                            return new Outcome.Done<>(account.info);
                        });
    }

    @Override
    public Outcome<AccountInfo> restore(ObjectId id) {
        return change(
                null,
                touched -> {
                    var found =
                            data.accounts.stream()
                                    .filter(a -> a.info.id().equals(id) && a.isRemoved())
                                    .findAny();
                    if (found.isEmpty()) {
                        return refused(new Refusal.NoSuchAccount());
                    }
                    var was = found.get().info;
                    if (named(was.name()).isPresent()) {
                        return refused(new Refusal.AlreadyExists(was.name().text()));
                    }
                    found.get().info = new AccountInfo(id, was.name(), was.created(), null);
                    return new Outcome.Done<>(found.get().info);
                });
    }

    @Override
    public List<AccountInfo> accounts() {
        return read(
                () ->
                        data.accounts.stream()
                                .map(account -> account.info)
                                .sorted(Comparator.comparing(AccountInfo::name))
                                .toList());
    }

    @Override
    public List<Shared> shared(AccountName user) {
        return read(
                () -> {
                    var all = new ArrayList<Shared>();
                    for (var account : data.accounts) {
                        if (!account.isRemoved() && !account.info.name().equals(user)) {
                            account.boxes.values().forEach(box -> share(account, box, user, all));
                        }
                    }
                    all.sort(Comparator.comparing(Shared::owner));
                    return all;
                });
    }

    private static void share(Account account, Box box, AccountName user, List<Shared> all) {
        var rights = new Acl(box.rights).of(user);
        if (!rights.equals(Rights.NONE)) {
            all.add(new Shared(account.info.name(), box.info(), rights));
        }
    }

    @Override
    public Optional<AccountStore> account(AccountName name) {
        return read(() -> named(name)).map(account -> new MemoryAccount(this, account));
    }

    private Optional<Account> named(AccountName name) {
        return data.accounts.stream()
                .filter(account -> account.info.name().equals(name) && !account.isRemoved())
                .findAny();
    }

    @Override
    public Outcome<ContentDraft> draft() {
        return new Outcome.Done<>(new Draft());
    }

    @Override
    public void purge(Instant removedBefore) {
        read(
                () -> {
                    data.accounts.removeIf(account -> isBefore(account.info, removedBefore));
                    for (var account : data.accounts) {
                        account.graves.removeIf(grave -> grave.removed().isBefore(removedBefore));
                    }
                    return true;
                });
    }

    private static boolean isBefore(AccountInfo account, Instant limit) {
        var removed = account.removed();
        return removed != null && removed.isBefore(limit);
    }

    @Override
    public void close() {
        read(() -> closed = true);
        views.forEach(MemoryView::wake);
    }

    // For the parts.

    /** Whole seconds. */
    Instant now() {
        return time.wall().truncatedTo(ChronoUnit.SECONDS);
    }

    boolean isClosed() {
        return closed;
    }

    ObjectId newId(String prefix) {
        return data.id(prefix);
    }

    static <T> Outcome<T> refused(Refusal why) {
        return new Outcome.Refused<>(why);
    }

    <T> T read(java.util.function.Supplier<T> work) {
        data.lock.lock();
        try {
            return work.get();
        } finally {
            data.lock.unlock();
        }
    }

    /** Changes under the lock, and tells those who want to know after it. */
    <T> Outcome<T> change(@Nullable Account account, Work<T> work) {
        var touched = new Touched();
        var outcome =
                read(
                        () -> {
                            if (closed) {
                                return MemoryMailStore.<T>refused(new Refusal.Busy("closed"));
                            }
                            return account != null && account.isRemoved()
                                    ? MemoryMailStore.<T>refused(new Refusal.NoSuchAccount())
                                    : work.run(touched);
                        });
        if (outcome instanceof Outcome.Done<T>) {
            tell(account, touched);
        }
        return outcome;
    }

    @Override
    public AccountStore.Watch watchShared(AccountName user, Runnable changed) {
        sharedWatches.add(changed);
        return () -> sharedWatches.remove(changed);
    }

    private void tell(@Nullable Account account, Touched touched) {
        if (touched.rights) {
            sharedWatches.forEach(Runnable::run);
        }
        for (var view : views) {
            if (touched.boxes.contains(view.box())) {
                view.wake();
            }
        }
        for (var watching : watches) {
            if (watching.account() == account) {
                Set.copyOf(touched.boxes).forEach(box -> watching.listener().changed(box.id));
                if (touched.names) {
                    watching.listener().renamed();
                }
                touched.annotated.forEach(
                        (box, names) -> watching.listener().annotated(box.id, names));
                if (!touched.account.isEmpty()) {
                    watching.listener().accountAnnotated(touched.account);
                }
            }
        }
    }

    void open(MemoryView view) {
        views.add(view);
    }

    void forget(MemoryView view) {
        views.remove(view);
    }

    AccountStore.Watch watch(Account account, StoreListener listener) {
        var watching = new Watching(account, listener);
        watches.add(watching);
        return () -> watches.remove(watching);
    }

    /** All of a content. */
    public static byte[] bytes(Content content) throws IOException {
        var all = new byte[Math.toIntExact(content.octets())];
        int at = 0;
        while (at < all.length) {
            int part = content.read(at, all, at, all.length - at);
            if (part <= 0) {
                throw new IOException("content ends at " + at + " of " + all.length + " octets");
            }
            at += part;
        }
        return all;
    }

    private static final class Draft implements ContentDraft {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(byte[] content, int offset, int length) {
            written.write(content, offset, length);
        }

        @Override
        public void rest() {
            // It is in memory as all is.
        }

        @Override
        public long octets() {
            return written.size();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            return new MemoryData.Octets(written.toByteArray())
                    .read(position, into, offset, length);
        }

        @Override
        public void close() {
            written.reset();
        }
    }
}
