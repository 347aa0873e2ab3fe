package org.mailgauge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Tasks;
import org.mailgauge.sim.Await;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What is stored is told before the index has it, and nobody sees an index without it. */
@Timeout(60)
class LateIndexTest extends SmallStore {
    private static final AccountName ANNE = new AccountName("anne@example.org");

    /** What the committer does when it has told of a group, and the index has not got it. */
    private final AtomicReference<Runnable> whenTold = new AtomicReference<>(() -> {});

    private final AtomicReference<Runnable> whenCommitted = new AtomicReference<>(() -> {});

    private final class Hooked implements Tasks {
        private void reached(String point) {
            if (point.equals("store.published")) {
                whenTold.get().run();
            } else if (point.equals("store.index-committed")) {
                whenCommitted.get().run();
            }
        }

        @Override
        public Task start(String name, Runnable body) {
            return tasks.start(name, body);
        }

        @Override
        public Task startPlatform(String name, Runnable body) {
            return tasks.startPlatform(
                    name, () -> ScopedValue.where(Crash.HOOK, this::reached).run(body));
        }

        @Override
        public <T> T io(Work<T> work) throws IOException {
            return tasks.io(work);
        }
    }

    private SqliteMailStore opened() throws IOException {
        var settings = Stores.small(40_000, 3_000);
        return Stores.open(folder, time, new Hooked(), settings, told);
    }

    private static MailboxStore inbox(SqliteMailStore store) throws IOException {
        return store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow();
    }

    private static void append(MailboxStore to, String text) throws IOException {
        var stored = to.append(List.of(RebuildTest.message(text)));
        assertTrue(stored.done().isPresent(), stored::toString);
    }

    private static MailboxStatus status(MailboxStore of) {
        try {
            return of.status().done().orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("who reads waits until the index has what was told")
    void waits() throws Exception {
        try (var store = opened()) {
            store.create(ANNE);
            var inbox = inbox(store);
            var go = new CountDownLatch(1);
            whenTold.set(() -> hold(go));
            append(inbox, "one");
            var reading = CompletableFuture.supplyAsync(() -> status(inbox).messages());
            assertThrows(TimeoutException.class, () -> reading.get(50, TimeUnit.MILLISECONDS));
            go.countDown();
            assertEquals(1, reading.get());
        }
    }

    @Test
    @DisplayName("a mailbox that did not change is opened again without the index")
    void opensAgain() throws Exception {
        try (var store = opened()) {
            store.create(ANNE);
            var anne = store.account(ANNE).orElseThrow();
            anne.create(new MailboxName("other"), Set.of());
            var inbox = inbox(store);
            var other = anne.mailbox(new MailboxName("other")).orElseThrow();
            append(inbox, "one");
            inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow().close();
            assertEquals(0, status(other).messages());
            var before = status(inbox);
            var go = new CountDownLatch(1);
            whenTold.set(() -> hold(go));
            append(other, "two");
            assertEquals(before, status(inbox));
            try (var view =
                    inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                assertEquals(before, view.opened());
                assertEquals(1, view.messages());
            }
            whenTold.set(() -> {});
            go.countDown();
            append(inbox, "three");
            assertEquals(2, status(inbox).messages());
            assertEquals(1, status(other).messages());
        }
    }

    @Test
    @DisplayName("flags of what is known are told without the index, and it has them for who asks")
    void flags() throws Exception {
        var commits = new AtomicInteger();
        whenCommitted.set(commits::incrementAndGet);
        try (var store = opened()) {
            store.create(ANNE);
            var inbox = inbox(store);
            append(inbox, "one");
            append(inbox, "two");
            try (var view =
                    inbox.open(MailboxStore.Mode.READ_ONLY, () -> {}).done().orElseThrow()) {
                assertEquals(2, status(inbox).unseen());
                int before = commits.get();
                for (int i = 0; i < 20; i++) {
                    mark(inbox, i % 2 == 0 ? FlagChange.Kind.ADD : FlagChange.Kind.REMOVE);
                }
                mark(inbox, FlagChange.Kind.ADD);
                assertEquals(
                        Set.of(1L, 2L),
                        Set.copyOf(view.poll(true).changed().stream().boxed().toList()));
                assertTrue(view.message(1).orElseThrow().flags().has(SystemFlag.SEEN));
                assertEquals(0, status(inbox).unseen());
                assertTrue(commits.get() - before < 21, commits::toString);
            }
        }
        try (var store = open()) {
            assertEquals(0, status(inbox(store)).unseen());
        }
    }

    private static void mark(MailboxStore box, FlagChange.Kind kind) throws IOException {
        var seen = Flags.of(List.of(SystemFlag.SEEN), Set.of());
        var outcome = box.change(UidSet.range(1, 2), new FlagChange(kind, seen));
        assertEquals(2, outcome.done().orElseThrow().changed().size());
    }

    @Test
    @DisplayName("a group that was told is there when the index could not take it")
    void fails() throws Exception {
        try (var store = opened()) {
            store.create(ANNE);
            var inbox = inbox(store);
            append(inbox, "one");
            assertEquals(1, status(inbox).messages());
            whenTold.set(
                    () -> {
                        whenTold.set(() -> {});
                        throw new IllegalStateException("as planned");
                    });
            append(inbox, "two");
            assertEquals(2, status(inbox).messages());
            assertEquals("two", RebuildTest.text(inbox, 2));
            append(inbox, "three");
            assertEquals(3, status(inbox).messages());
        }
        try (var store = open()) {
            assertEquals("three", RebuildTest.text(inbox(store), 3));
        }
    }

    @Test
    @Timeout(20)
    @DisplayName("housekeeping that waits for a broken index lets another one take its place")
    void letsGo() throws Exception {
        try (var store = opened()) {
            store.create(ANNE);
            var inbox = inbox(store);
            var go = new CountDownLatch(1);
            whenTold.set(
                    () -> {
                        whenTold.set(() -> {});
                        hold(go);
                        throw new IllegalStateException("as planned");
                    });
            append(inbox, "one");
            var failure = new AtomicReference<IOException>();
            var keeping =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            store.keepHouse();
                                        } catch (IOException e) {
                                            failure.set(e);
                                        }
                                    });
            Await.until(() -> keeping.getState() == Thread.State.TIMED_WAITING);
            go.countDown();
            assertEquals(1, status(inbox).messages());
            keeping.join();
            assertEquals("the index lacks what is stored", failure.get().getMessage());
        }
    }
}
