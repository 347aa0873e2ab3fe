package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Time;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.NewMessage;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Refusal;
import org.mailgauge.store.Stored;
import org.mailgauge.store.log.LogSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What is too much for the log, or fails amid a group, costs itself and nothing else. */
class LargeWorkTest {
    private static final AccountName ANNE = new AccountName("anne@example.org");

    @TempDir Path folder;

    private final HostTime time = new HostTime();
    private final HostTasks tasks = new HostTasks(2);

    @AfterEach
    void end() {
        tasks.close();
        time.close();
    }

    private static StoreSettings settings(int fileOctets, int groupOctets) {
        var small = Stores.small(40_000, fileOctets);
        return new StoreSettings(
                small.shards(),
                new LogSettings(1 << 20, false, groupOctets),
                small.fileOctets(),
                small.groupOctets(),
                small.readers(),
                small.retention(),
                small.reserveOctets(),
                small.reserveInodes(),
                small.dumpOctets(),
                small.history(),
                small.cachedMessages(),
                small.limits());
    }

    private static List<NewMessage> messages(int count, int octets) {
        var all = new ArrayList<NewMessage>();
        for (int i = 0; i < count; i++) {
            all.add(RebuildTest.message("m" + i + "y".repeat(octets)));
        }
        return all;
    }

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static int count(SqliteMailStore store) throws IOException {
        return inbox(store).status().done().map(MailboxStatus::messages).orElseThrow();
    }

    private static void append(SqliteMailStore store, String text) throws IOException {
        assertTrue(inbox(store).append(List.of(RebuildTest.message(text))).done().isPresent());
    }

    @Test
    @DisplayName("a work that the log has no room for is refused and undone, the shard goes on")
    void refused() throws IOException {
        var settings = settings(3000, 100_000);
        try (var store = Stores.open(folder, time, tasks, settings, new Told())) {
            store.create(ANNE);
            append(store, "first");
            var outcome = inbox(store).append(messages(100, 2000));
            assertInstanceOf(Refusal.Full.class, ((Outcome.Refused<Stored>) outcome).why());
            assertEquals(1, count(store));
            append(store, "second");
            assertEquals("second", RebuildTest.text(inbox(store), 2));
        }
        try (var files = Files.list(folder.resolve("store/0"))) {
            for (var file : files.filter(f -> f.toString().contains("index")).toList()) {
                Files.delete(file);
            }
        }
        try (var store = Stores.open(folder, time, tasks, settings, new Told())) {
            assertEquals(2, count(store));
            assertEquals("first", RebuildTest.text(inbox(store), 1));
            assertEquals("second", RebuildTest.text(inbox(store), 2));
        }
    }

    @Test
    @DisplayName("of many contents that come together only some ride in the log")
    void ownFiles() throws IOException {
        var settings = settings(256 << 10, 3 << 20);
        try (var store = Stores.open(folder, time, tasks, settings, new Told())) {
            store.create(ANNE);
            assertTrue(inbox(store).append(messages(40, 200_000)).done().isPresent());
            try (var files = Files.list(folder.resolve("store/0/content"))) {
                assertEquals(30, files.count());
            }
            for (int uid = 1; uid <= 40; uid++) {
                var text = "m" + (uid - 1) + "y".repeat(200_000);
                assertEquals(text, RebuildTest.text(inbox(store), uid));
            }
        }
    }

    private static boolean isTaken(SqliteMailStore store, String text) {
        try {
            return inbox(store).append(List.of(RebuildTest.message(text))).done().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails once where a test wants it. */
    private static final class FailingTime implements Time {
        private final Time real;
        private final AtomicReference<String> failing = new AtomicReference<>("");

        FailingTime(Time real) {
            this.real = real;
        }

        @Override
        public Instant wall() {
            if (Thread.currentThread().getName().startsWith("store-committer")
                    && !failing.getAndSet("").isEmpty()) {
                throw new StackOverflowError("a test's");
            }
            return real.wall();
        }

        @Override
        public long ticks() {
            return real.ticks();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return real.after(delay, task);
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            real.sleep(pause);
        }
    }

    @Test
    @DisplayName("after an error amid a group the shard is opened again, and loses nothing")
    void opensAgain() throws Exception {
        var failing = new FailingTime(time);
        var settings = settings(3000, 1 << 20);
        try (var store = Stores.open(folder, failing, tasks, settings, new Told())) {
            store.create(ANNE);
            append(store, "first");
            failing.failing.set("now");
            assertThrows(
                    IOException.class,
                    () -> inbox(store).append(List.of(RebuildTest.message("lost"))));
            Await.until(() -> isTaken(store, "second"));
            assertEquals(2, count(store));
            assertEquals("first", RebuildTest.text(inbox(store), 1));
            assertEquals("second", RebuildTest.text(inbox(store), 2));
        }
    }
}
