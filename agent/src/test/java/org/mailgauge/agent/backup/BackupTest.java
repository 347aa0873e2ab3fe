package org.mailgauge.agent.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostDisk;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Tasks;
import org.mailgauge.queue.Content;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.log.LogSettings;
import org.mailgauge.store.sqlite.SqliteMailStore;
import org.mailgauge.store.sqlite.StoreCheck;
import org.mailgauge.store.sqlite.StoreEvents;
import org.mailgauge.store.sqlite.StoreSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Backups of a store that works meanwhile, and what is restored from them. */
class BackupTest {
    private static final List<AccountName> ACCOUNTS =
            List.of(
                    new AccountName("anne@example.org"),
                    new AccountName("bob@example.org"),
                    new AccountName("cleo@example.org"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(2);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        tasks.close();
        time.close();
    }

    private final class Told implements StoreEvents {
        private void say(String what) {
            synchronized (told) {
                told.add(what);
            }
        }

        @Override
        public void rebuilt(int shard, String why, long records) {
            say("rebuilt " + why);
        }

        @Override
        public void renewed(int shard, int mailboxes) {
            say("renewed " + mailboxes);
        }

        @Override
        public void damaged(Damage damage) {
            say("damaged " + damage);
        }

        @Override
        public void failed(String what, Exception why) {
            say("failed " + what + why);
        }
    }

    /** Segments and dumps so small that there is much to reclaim. */
    private SqliteMailStore open(Path data) throws IOException {
        var usual = StoreSettings.DEFAULT;
        var settings =
                new StoreSettings(
                        2,
                        new LogSettings(60_000, true),
                        3000,
                        usual.groupOctets(),
                        usual.readers(),
                        usual.retention(),
                        usual.reserveOctets(),
                        usual.reserveInodes(),
                        40_000,
                        usual.history(),
                        usual.cachedMessages(),
                        usual.limits());
        return new SqliteMailStore(
                HostDisk.at(data),
                data,
                "store",
                time,
                tasks,
                new HostEntropy(),
                settings,
                new Told());
    }

    private record Text(byte[] all) implements Content {
        @Override
        public long octets() {
            return all.length;
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            if (position >= all.length) {
                return -1;
            }
            int part = (int) Math.min(length, all.length - position);
            System.arraycopy(all, (int) position, into, offset, part);
            return part;
        }
    }

    private static MailboxStore inbox(SqliteMailStore store, AccountName name) throws IOException {
        return store.account(name).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static String text(MailboxStore box, long uid) throws IOException {
        var content = box.content(uid).orElseThrow();
        var all = new byte[(int) content.octets()];
        for (int at = 0; at < all.length; ) {
            at += content.read(at, all, at, all.length - at);
        }
        return new String(all, StandardCharsets.US_ASCII);
    }

    private static MailboxView view(MailboxStore box) throws IOException {
        return box.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow();
    }

    /** Delivers to an account and removes from it, and knows what was acknowledged. */
    private final class Worker {
        final SqliteMailStore store;
        final AccountName name;
        final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        final Set<Long> removing = ConcurrentHashMap.newKeySet();
        final Set<Long> removed = ConcurrentHashMap.newKeySet();
        final AtomicLong modSequence = new AtomicLong();
        final Tasks.Task task;
        volatile boolean ended;

        Worker(SqliteMailStore store, AccountName name, long seed) {
            this.store = store;
            this.name = name;
            this.task = tasks.startPlatform("worker", () -> work(new SplittableRandom(seed)));
        }

        private void work(SplittableRandom random) {
            try {
                var box = inbox(store, name);
                for (int i = 0; !ended; i++) {
                    var text =
                            name.text() + " " + i + " " + "y".repeat(random.nextInt(1, 300) * 20);
                    var octets = new Text(text.getBytes(StandardCharsets.US_ASCII));
                    var stored =
                            box.append(List.of(new NewMessage(octets, Flags.NONE, Instant.EPOCH)))
                                    .done()
                                    .orElseThrow();
                    modSequence.accumulateAndGet(stored.modSequence(), Math::max);
                    long uid = stored.uids().first(0);
                    acknowledged.put(uid, text);
                    if (i > 5 && i % 3 > 0) {
                        long other = random.nextLong(1, uid);
                        removing.add(other);
                        var gone = box.remove(UidSet.of(other)).done().orElseThrow();
                        modSequence.accumulateAndGet(gone.modSequence(), Math::max);
                        removed.add(other);
                    }
                    if (i % 50 == 49) {
                        store.purge(time.wall().plusSeconds(10));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What must be there, may be there, and must not, by account. */
    private record Truth(Map<Long, String> texts, Set<Long> removedBefore) {}

    private static Map<AccountName, Truth> before(List<Worker> workers) {
        var truths = new HashMap<AccountName, Truth>();
        for (var worker : workers) {
            truths.put(
                    worker.name,
                    new Truth(new TreeMap<>(worker.acknowledged), new HashSet<>(worker.removed)));
        }
        return truths;
    }

    private static Map<AccountName, Set<Long>> removing(List<Worker> workers) {
        var all = new HashMap<AccountName, Set<Long>>();
        workers.forEach(worker -> all.put(worker.name, new HashSet<>(worker.removing)));
        return all;
    }

    private Backup.Made backup(SqliteMailStore store, Path to, @Nullable Path base)
            throws Exception {
        var data = folder.resolve("data");
        var source = new Backup.Source(HostDisk.at(data), data, "accounts", "mx.a.test", "1");
        long hold = store.hold().take(Duration.ofMinutes(5), Duration.ofMinutes(1)).orElseThrow();
        var watch =
                new Backup.Watch() {
                    @Override
                    public void copied(long octets, long all) {
                        assertTrue(octets <= all, octets + " of " + all);
                    }

                    @Override
                    public void copied() {
                        assertTrue(store.hold().release(hold));
                    }
                };
        return new Backup(source, watch)
                .make(HostDisk.at(to), to, base, time.wall(), new HostEntropy());
    }

    private static void until(BooleanSupplier condition) {
        assertTrue(Await.within(Duration.ofMinutes(2), condition), "not in two minutes");
    }

    private static long sent(List<Worker> workers) {
        return workers.stream().mapToLong(worker -> worker.acknowledged.size()).sum();
    }

    private static long total(SqliteMailStore store, String wanted) {
        double[] found = {0};
        store.read((name, value) -> found[0] += name.equals(wanted) ? value : 0);
        return (long) found[0];
    }

    @Test
    void whatWasAcknowledgedIsInABackupThatIsMadeWhileTheStoreWorks() throws Exception {
        var workers = new ArrayList<Worker>();
        var first = folder.resolve("first");
        var second = folder.resolve("second");
        var truths = new ArrayList<Map<AccountName, Truth>>();
        var doubtful = new ArrayList<Map<AccountName, Set<Long>>>();
        try (var store = open(folder.resolve("data"))) {
            Files.writeString(folder.resolve("data/accounts"), "mailgauge-accounts 1 KEY\n");
            for (var name : ACCOUNTS) {
                assertTrue(store.create(name).done().isPresent());
                workers.add(new Worker(store, name, name.hashCode()));
            }
            until(() -> sent(workers) > 300);
            truths.add(before(workers));
            var made = backup(store, first, null);
            doubtful.add(removing(workers));
            assertEquals(List.of(), made.faults());
            long then = sent(workers);
            until(
                    () ->
                            sent(workers) > then + 200
                                    && total(store, "store_reclaimed_segments_total") > 0);
            truths.add(before(workers));
            var next = backup(store, second, first);
            doubtful.add(removing(workers));
            assertEquals(List.of(), next.faults());
            assertTrue(next.copied() < next.manifest().octets(), "nothing was linked");
            long later = sent(workers);
            until(() -> sent(workers) > later + 100);
            workers.forEach(worker -> worker.ended = true);
            for (var worker : workers) {
                assertTrue(worker.task.join(Duration.ofSeconds(60)));
            }
        }
        for (int i = 0; i < 2; i++) {
            var to = folder.resolve("restored" + i);
            var from = i == 0 ? first : second;
            var restored =
                    Restore.restore(
                            HostDisk.at(from),
                            from,
                            HostDisk.at(to),
                            to,
                            new HostEntropy(),
                            (octets, all) -> assertTrue(octets <= all));
            assertEquals(List.of(), restored.faults());
            assertEquals("mailgauge-accounts 1 KEY\n", Files.readString(to.resolve("accounts")));
            assertFalse(Files.exists(to.resolve(Manifest.FILE)));
            compare(to, workers, truths.get(i), doubtful.get(i));
            resumes(to, workers);
        }
        assertEquals(List.of(), told);
        Files.delete(folder.resolve("restored1/store/0/index.sqlite"));
        try (var store = open(folder.resolve("restored1"))) {
            assertFalse(store.accounts().isEmpty(), "dump and log lead to the same");
        }
        told.removeIf(what -> what.startsWith("rebuilt"));
        assertEquals(List.of(), told);
    }

    private void compare(
            Path data,
            List<Worker> workers,
            Map<AccountName, Truth> truths,
            Map<AccountName, Set<Long>> removing)
            throws IOException {
        assertEquals(
                List.of(),
                StoreCheck.verify(HostDisk.at(data), data, "store", new HostEntropy()).faults());
        try (var store = open(data)) {
            for (var worker : workers) {
                var box = inbox(store, worker.name);
                var truth = Objects.requireNonNull(truths.get(worker.name));
                var doubtful = Objects.requireNonNull(removing.get(worker.name));
                try (var view = view(box)) {
                    var there = new HashSet<Long>();
                    for (var uids = view.uids().iterator(); uids.hasNext(); ) {
                        long uid = uids.nextLong();
                        there.add(uid);
                        assertEquals(worker.acknowledged.get(uid), text(box, uid));
                        assertFalse(truth.removedBefore.contains(uid), "back: " + uid);
                    }
                    for (long uid : truth.texts.keySet()) {
                        assertTrue(there.contains(uid) || doubtful.contains(uid), "lost: " + uid);
                    }
                }
            }
        }
    }

    /** New messages get what no client knows, and clients are told what is no longer there. */
    private void resumes(Path data, List<Worker> workers) throws IOException {
        try (var store = open(data)) {
            for (var worker : workers) {
                var box = inbox(store, worker.name);
                long most = worker.acknowledged.keySet().stream().max(Long::compare).orElse(0L);
                var now = box.status().done().orElseThrow();
                assertTrue(now.highestModSequence() > worker.modSequence.get());
                try (var live = open(folder.resolve("data"))) {
                    var was = inbox(live, worker.name).status().done().orElseThrow();
                    assertEquals(was.mailbox().uidValidity(), now.mailbox().uidValidity());
                }
                try (var view = view(box)) {
                    long known = worker.modSequence.get();
                    assertEquals(view.uids(), view.changedSince(known), "flags may have changed");
                    assertTrue(view.vanishedSince(known).contains(most));
                    assertTrue(view.vanishedSince(known).and(view.uids()).isEmpty());
                    long latest = now.highestModSequence();
                    assertTrue(view.vanishedSince(latest).isEmpty());
                }
                var one = new Text("new".getBytes(StandardCharsets.US_ASCII));
                var stored =
                        box.append(List.of(new NewMessage(one, Flags.NONE, Instant.EPOCH)))
                                .done()
                                .orElseThrow();
                assertTrue(stored.uids().first(0) > most);
            }
        }
    }

    private SqliteMailStore small() throws IOException {
        var store = open(folder.resolve("data"));
        store.create(ACCOUNTS.getFirst());
        var content = new Text("z".repeat(9000).getBytes(StandardCharsets.US_ASCII));
        inbox(store, ACCOUNTS.getFirst())
                .append(List.of(new NewMessage(content, Flags.NONE, Instant.EPOCH)));
        return store;
    }

    @Test
    void aFolderThatIsNotEmptyStaysAsItIs() throws Exception {
        try (var store = small()) {
            var to = Files.createDirectories(folder.resolve("to"));
            Files.writeString(to.resolve("mine"), "x");
            assertThrows(DirectoryNotEmptyException.class, () -> backup(store, to, null));
            assertEquals(List.of("mine"), HostDisk.at(to).list(""));
        }
    }

    @Test
    void whatDoesNotComeToItsEndIsNoBackup() throws Exception {
        try (var store = small()) {
            var to = folder.resolve("to");
            backup(store, to, null);
            // As a process leaves it that is killed before the end.
            Files.createDirectories(to.resolve(Target.PARTIAL));
            for (var name : List.of("store", Manifest.FILE)) {
                Files.move(to.resolve(name), to.resolve(Target.PARTIAL).resolve(name));
            }
            Files.deleteIfExists(to.resolve("accounts"));
            assertThrows(NotWholeException.class, () -> Manifest.of(to));
            var next = backup(store, to, null);
            assertEquals(next.manifest(), Manifest.of(to));
            assertFalse(Files.exists(to.resolve(Target.PARTIAL)));
        }
    }

    @Test
    void whatIsFullLeavesNothing() throws Exception {
        try (var store = small()) {
            var data = folder.resolve("data");
            var to = folder.resolve("to");
            var source = new Backup.Source(HostDisk.at(data), data, "accounts", "mx.a.test", "1");
            var watch =
                    new Backup.Watch() {
                        @Override
                        public void copied(long octets, long all) throws IOException {
                            throw new IOException("no space left");
                        }

                        @Override
                        public void copied() {
                            throw new AssertionError();
                        }
                    };
            var backup = new Backup(source, watch);
            assertThrows(
                    IOException.class,
                    () -> backup.make(HostDisk.at(to), to, null, time.wall(), new HostEntropy()));
            assertEquals(List.of(), HostDisk.at(to).list(""));
            assertTrue(store.hold().take(Duration.ofSeconds(1), Duration.ZERO).isPresent());
        }
    }

    @Test
    void aDamagedManifestIsNoBackup() throws Exception {
        try (var store = small()) {
            var to = folder.resolve("to");
            backup(store, to, null);
            var file = to.resolve(Manifest.FILE);
            Files.writeString(file, Files.readString(file).replace("mx.a", "mx.b"));
            assertThrows(NotWholeException.class, () -> Manifest.of(to));
        }
    }
}
