package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Tasks;
import org.mailgauge.queue.QueueId;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.DeliveryKey;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the store's threads at kill points, copies its files as a dead process leaves them, and
 * opens the copy: what was acknowledged is there, and no UID means another message than before.
 */
class StoreCrashTest {
    private static final int CRASHES = Integer.getInteger("mailgauge.store-crashes", 40);
    private static final AccountName ANNE = new AccountName("anne@example.org");
    private static final StoreSettings SMALL = Stores.small(60_000, 3000);
    private static final String INDEX = "store/0/index.sqlite";

    /** Kill points of usual work, dumps, reclaiming and rebuilding that must all be met. */
    private static final Set<String> POINTS =
            Set.of(
                    "store.group-applied",
                    "store.group-written",
                    "store.group-forced",
                    "store.index-committed",
                    "store.published",
                    "store.content-written",
                    "store.content-forced",
                    "store.header-written",
                    "store.header-forced",
                    "store.dump-begun",
                    "store.dump-written",
                    "store.dump-finished",
                    "store.dump-deleted",
                    "store.survivors-forced",
                    "store.arrivals-kept",
                    "store.segment-deleted",
                    "store.index-caught-up",
                    "store.mark-written",
                    "store.mark-forgotten");

    /** Those of what follows a loss. */
    private static final Set<String> LOSS =
            Set.of(
                    "store.index-doubted",
                    "store.index-caught-up",
                    "store.salvaged",
                    "store.renewed",
                    "store.index-trusted",
                    "store.mark-forgotten");

    @TempDir Path folder;

    private final Map<String, Integer> hits = new ConcurrentHashMap<>();

    /** What was acknowledged: flags and content by UID, and UIDs that were ever seen. */
    private static final class Truth {
        final Map<Long, Boolean> seen = new TreeMap<>();
        final Map<Long, String> texts = new HashMap<>();
        final Set<Long> given = new HashSet<>();
        final Set<Integer> delivered = new HashSet<>();
        long validity;

        /** What was asked for last and not acknowledged. */
        @Nullable String doubtful;

        @Nullable Long doubtfulUid;
    }

    /** How long nothing must have changed, in nanoseconds. */
    private static final long REST = 20_000_000;

    /** The simulated process has ended. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        private Ended(String where) {
            super(where, null, false, false);
        }
    }

    /** Threads that end at the n-th kill point. */
    private final class Doomed implements Tasks {
        private final HostTasks host;
        private int left;

        Doomed(HostTasks host, int left) {
            this.host = host;
            this.left = left;
        }

        private synchronized void reached(String point) {
            if (left > 0) {
                hits.merge(point, 1, Integer::sum);
            }
            if (--left <= 0) {
                throw new Ended(point);
            }
        }

        @Override
        public Task start(String name, Runnable body) {
            return host.start(name, body);
        }

        @Override
        public Task startPlatform(String name, Runnable body) {
            return host.startPlatform(
                    name, () -> ScopedValue.where(Crash.HOOK, this::reached).run(body));
        }

        @Override
        public <T> T io(Work<T> work) throws IOException {
            return ScopedValue.where(Crash.HOOK, this::reached).call(() -> host.io(work));
        }
    }

    @Test
    void nothingAcknowledgedIsLostAtAnyKillPoint() throws IOException {
        var random = new SplittableRandom(20_267);
        var truth = new Truth();
        var at = Files.createDirectory(folder.resolve("0"));
        var told = new Told();
        try (var time = new HostTime();
                var tasks = new HostTasks(2)) {
            for (int crash = 1; crash <= CRASHES; crash++) {
                if (crash % 4 == 0) {
                    Files.delete(at.resolve(INDEX));
                }
                var doomed = new Doomed(tasks, random.nextInt(3, 150));
                at = end(at, crash, time, doomed, told, store -> work(store, random, truth));
                check(at, time, tasks, truth, told);
            }
        }
        assertEquals(
                Set.of(),
                told.all().stream()
                        .filter(t -> !t.startsWith("failed") && !t.startsWith("rebuilt"))
                        .collect(java.util.stream.Collectors.toSet()));
        for (var point : POINTS) {
            assertTrue(hits.getOrDefault(point, 0) > 0, point + " " + hits);
        }
    }

    /** What is done with a store until its process ends. */
    private interface Life {
        void live(SqliteMailStore store) throws IOException;
    }

    /**
     * Opens a store, lives and closes it, all on threads that end at a kill point.
     *
     * @return a copy of what they left
     */
    private Path end(Path at, int copy, HostTime time, Doomed doomed, Told told, Life life)
            throws IOException {
        var opened = new ArrayList<SqliteMailStore>();
        try {
            ScopedValue.where(Crash.HOOK, doomed::reached)
                    .call(
                            () -> {
                                var store = Stores.open(at, time, doomed, SMALL, told);
                                opened.add(store);
                                life.live(store);
                                store.close();
                                return true;
                            });
        } catch (Ended _) {
            // As planned.
        } catch (IOException e) {
            // A shard that has ended may refuse before its caller ends.
            assertTrue(doomed.left <= 0, e::toString);
        }
        var next = folder.resolve(Integer.toString(copy));
        copyAtRest(at.resolve("store"), next.resolve("store"));
        for (var store : opened) {
            store.close();
        }
        return next;
    }

    private Path copied(Path from, String name) throws IOException {
        copy(from.resolve("store"), folder.resolve(name).resolve("store"));
        return folder.resolve(name);
    }

    @Test
    void aRebuildThatIsKilledIsDoneAgain() throws IOException {
        var truth = new Truth();
        var told = new Told();
        var base = Files.createDirectory(folder.resolve("base"));
        try (var time = new HostTime();
                var tasks = new HostTasks(2)) {
            try (var store = Stores.open(base, time, tasks, SMALL, told)) {
                work(store, new SplittableRandom(1), truth);
                store.keepHouse();
                work(store, new SplittableRandom(2), truth);
            }
            Files.delete(base.resolve(INDEX));
            var doomed = new Doomed(tasks, 0);
            for (int n = 1; doomed.left <= 0; n++) {
                doomed = new Doomed(tasks, n);
                var at = end(copied(base, "base-" + n), n, time, doomed, told, _ -> {});
                check(at, time, tasks, truth, told);
            }
        }
        assertEquals(List.of(), told.all().stream().filter(t -> !t.startsWith("rebuilt")).toList());
        assertTrue(hits.containsKey("store.index-caught-up"), hits::toString);
    }

    @Test
    void aLossIsNotForgottenWhenItsRepairIsKilled() throws IOException {
        var base = Files.createDirectory(folder.resolve("base"));
        long before;
        try (var time = new HostTime();
                var tasks = new HostTasks(2)) {
            try (var store = Stores.open(base, time, tasks, SMALL, new Told())) {
                store.create(ANNE);
                for (int i = 1; i <= 9; i++) {
                    inbox(store).append(List.of(message("m" + i)));
                }
                before = validity(inbox(store));
            }
            var segments = base.resolve("store/0/log");
            try (var files = Files.list(segments)) {
                var last = files.max(Path::compareTo).orElseThrow();
                Files.write(
                        last,
                        Arrays.copyOf(Files.readAllBytes(last), (int) Files.size(last) - 600));
            }
            Files.delete(base.resolve(INDEX));
            var doomed = new Doomed(tasks, 0);
            for (int n = 1; doomed.left <= 0; n++) {
                doomed = new Doomed(tasks, n);
                var told = new Told();
                var at = end(copied(base, "base-" + n), n, time, doomed, told, _ -> {});
                try (var store = Stores.open(at, time, tasks, SMALL, told)) {
                    assertTrue(validity(inbox(store)) > before, "kill " + n + told.all());
                    for (int i = 1; i <= 8; i++) {
                        assertEquals("m" + i, text(inbox(store), i), "kill " + n);
                    }
                }
            }
        }
        for (var point : LOSS) {
            assertTrue(hits.getOrDefault(point, 0) > 0, point + " " + hits);
        }
    }

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static long validity(MailboxStore box) throws IOException {
        return box.status().done().orElseThrow().mailbox().uidValidity();
    }

    /** Copies what no thread that still lives is changing: files of one moment. */
    private static void copyAtRest(Path from, Path to) throws IOException {
        for (int i = 0; ; i++) {
            var before = times(from);
            LockSupport.parkNanos(REST);
            if (before.equals(times(from)) && isCopied(from, to) && before.equals(times(from))) {
                return;
            }
            delete(to);
            assertTrue(i < 1000, "never at rest");
        }
    }

    private static boolean isCopied(Path from, Path to) throws IOException {
        try {
            copy(from, to);
            return true;
        } catch (NoSuchFileException | UncheckedIOException _) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** When each file was changed; empty when one went meanwhile. */
    private static Map<Path, FileTime> times(Path folder) throws IOException {
        var times = new HashMap<Path, FileTime>();
        try (var all = Files.walk(folder)) {
            for (var path : (Iterable<Path>) all::iterator) {
                times.put(path, Files.getLastModifiedTime(path));
            }
        } catch (NoSuchFileException | UncheckedIOException _) {
            return Map.of();
        }
        return times;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var all = Files.walk(from)) {
            for (var path : all.sorted().toList()) {
                var target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!path.toString().endsWith("-shm")) {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static void work(SqliteMailStore store, SplittableRandom random, Truth truth)
            throws IOException {
        if (store.account(ANNE).isEmpty()) {
            store.create(ANNE);
        }
        var anne = store.account(ANNE).orElseThrow();
        var inbox = anne.mailbox(MailboxName.INBOX).orElseThrow();
        // What it lists is known then, so that flags are decided on without the index.
        if (random.nextBoolean()) {
            inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow().close();
        }
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(50)) {
                case 0 -> store.keepHouse();
                case 1 -> {
                    store.purge(Instant.now().plusSeconds(10));
                    store.keepHouse();
                    store.keepHouse();
                }
                case 2, 3, 4, 5, 6, 7, 8, 9, 10 -> flag(inbox, random, truth);
                case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> remove(inbox, random, truth);
                default -> deliver(anne, random, truth);
            }
        }
    }

    private static void deliver(AccountStore anne, SplittableRandom random, Truth truth)
            throws IOException {
        int key = random.nextInt(1_000_000);
        var text = key + " " + "x".repeat(random.nextInt(8) == 0 ? 5000 : random.nextInt(300));
        truth.doubtful = text;
        var stored =
                anne.deliver(
                        new DeliveryKey(new QueueId(1, key), 0), MailboxName.INBOX, message(text));
        truth.doubtful = null;
        if (stored instanceof Outcome.Done<org.mailgauge.store.Stored>(var done)) {
            long uid = done.uids().first();
            assertTrue(truth.given.add(uid), "UID " + uid + " was given before");
            truth.validity = done.uidValidity();
            truth.seen.put(uid, false);
            truth.texts.put(uid, text);
            truth.delivered.add(key);
        }
    }

    private static NewMessage message(String text) {
        return new NewMessage(new Bytes(text), Flags.NONE, Instant.EPOCH);
    }

    private record Bytes(byte[] octetsOf) implements org.mailgauge.queue.Content {
        Bytes(String text) {
            this(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public long octets() {
            return octetsOf.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= octetsOf.length) {
                return -1;
            }
            int part = (int) Math.min(length, octetsOf.length - position);
            System.arraycopy(octetsOf, (int) position, into, offset, part);
            return part;
        }
    }

    private static long any(Map<Long, Boolean> of, SplittableRandom random) {
        return of.isEmpty()
                ? 1
                : of.keySet().stream().skip(random.nextInt(of.size())).findFirst().orElseThrow();
    }

    private static void flag(MailboxStore inbox, SplittableRandom random, Truth truth)
            throws IOException {
        long uid = any(truth.seen, random);
        truth.doubtfulUid = uid;
        var outcome =
                inbox.change(
                        UidSet.of(uid),
                        new FlagChange(FlagChange.Kind.ADD, Flags.of(SystemFlag.SEEN)));
        truth.doubtfulUid = null;
        if (outcome.done().isPresent()) {
            truth.seen.computeIfPresent(uid, (_, _) -> true);
        }
    }

    private static void remove(MailboxStore inbox, SplittableRandom random, Truth truth)
            throws IOException {
        if (truth.seen.size() < 40) {
            return;
        }
        long uid = any(truth.seen, random);
        truth.doubtfulUid = uid;
        var outcome = inbox.remove(UidSet.of(uid));
        truth.doubtfulUid = null;
        if (outcome.done().isPresent()) {
            truth.seen.remove(uid);
        }
    }

    /** Opens what is left and compares; what was doubtful is settled either way. */
    private static void check(Path at, HostTime time, HostTasks tasks, Truth truth, Told told)
            throws IOException {
        try (var store = Stores.open(at, time, tasks, SMALL, told)) {
            var account = store.account(ANNE);
            if (account.isEmpty()) {
                assertEquals(Map.of(), truth.seen);
                return;
            }
            var inbox = account.get().mailbox(MailboxName.INBOX).orElseThrow();
            if (inbox.open(MailboxStore.Mode.READ_ONLY, () -> {})
                    instanceof Outcome.Done<org.mailgauge.store.MailboxView>(var view)) {
                try (view) {
                    compare(inbox, view, truth);
                }
            }
            for (int key : truth.delivered.stream().limit(5).toList()) {
                var again =
                        account.get()
                                .deliver(
                                        new DeliveryKey(new QueueId(1, key), 0),
                                        MailboxName.INBOX,
                                        message("again"));
                assertEquals(new Outcome.Refused<>(new Refusal.AlreadyStored()), again);
            }
        }
    }

    private static void compare(
            MailboxStore inbox, org.mailgauge.store.MailboxView view, Truth truth)
            throws IOException {
        if (truth.validity != 0) {
            assertEquals(truth.validity, view.opened().mailbox().uidValidity());
        }
        var found = new TreeMap<Long, Boolean>();
        view.visit(
                UidSet.ALL,
                info -> found.put(info.uid(), info.flags().has(SystemFlag.SEEN)) == null);
        for (long uid : found.keySet()) {
            var text = text(inbox, uid);
            if (truth.given.add(uid)) {
                assertEquals(truth.doubtful, text, "a message that nobody brought");
                truth.texts.put(uid, text);
                truth.seen.put(uid, found.get(uid));
            }
            assertEquals(truth.texts.get(uid), text);
        }
        var doubtful = truth.doubtfulUid;
        if (doubtful != null) {
            if (found.containsKey(doubtful)) {
                truth.seen.put(doubtful, found.get(doubtful));
            } else {
                truth.seen.remove(doubtful);
            }
        }
        assertEquals(truth.seen, found);
        assertTrue(
                truth.given.stream().allMatch(uid -> uid < view.opened().uidNext()),
                "UIDNEXT went back");
        truth.doubtful = null;
        truth.doubtfulUid = null;
    }

    private static String text(MailboxStore inbox, long uid) throws IOException {
        var content = inbox.content(uid).orElseThrow();
        var all = new byte[(int) content.octets()];
        for (int at = 0; at < all.length; ) {
            at += content.read(at, all, at, all.length - at);
        }
        return new String(all, StandardCharsets.US_ASCII);
    }
}
