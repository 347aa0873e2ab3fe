package org.mailgauge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every mail store keeps. A store's test extends it, says how the store is opened, and has all
 * of its tests; those of what many do at once, and of what happens at random, stand here, the
 * others above.
 */
public abstract class MailStoreContract extends ViewContract {
    private static final int WRITERS = 8;
    private static final int EACH = 25;

    /** How many seeds of random operations are tried; a store with a slow disk may want fewer. */
    protected int seeds() {
        return 200;
    }

    @Test
    void randomOperationsDoWhatTheModelSays() throws IOException {
        var all = new ArrayList<RandomOperations>();
        for (int seed = 0; seed < seeds(); seed++) {
            var account = new AccountName("seed" + seed + "@example.org");
            done(store.create(account));
            var operations = new RandomOperations(seed);
            operations.run(store.account(account).orElseThrow(), 100);
            all.add(operations);
        }
        reopen();
        for (int seed = 0; seed < seeds(); seed++) {
            var account = new AccountName("seed" + seed + "@example.org");
            all.get(seed).compare(store.account(account).orElseThrow(), "reopened");
        }
    }

    @Test
    void writersAtOnceGetUidsOfTheirOwn() throws Exception {
        var uids = new ConcurrentLinkedQueue<Long>();
        var jobs = new ArrayList<Callable<Void>>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            jobs.add(
                    () -> {
                        long last = 0;
                        for (int i = 0; i < EACH; i++) {
                            var one = message(writer + "." + i);
                            long uid =
                                    done(anne.deliver(null, MailboxName.INBOX, one)).uids().first();
                            assertTrue(uid > last, uid + " after " + last);
                            last = uid;
                            uids.add(uid);
                        }
                        return null;
                    });
        }
        runAll(jobs);
        assertEquals(WRITERS * EACH, new HashSet<>(uids).size());
        assertEquals(UidSet.range(1, WRITERS * EACH), uids(inbox));
        assertEquals(WRITERS * EACH, new HashSet<>(texts(inbox)).size());
        reopen();
        assertEquals(WRITERS * EACH, status(inbox).messages());
    }

    @Test
    void readerSeesUidsInOrderWhileOthersWrite() throws Exception {
        var writing = new AtomicBoolean(true);
        var jobs = new ArrayList<Callable<Void>>();
        for (int w = 0; w < WRITERS; w++) {
            jobs.add(
                    () -> {
                        for (int i = 0; i < EACH; i++) {
                            long uid = fill(inbox, 1).first();
                            add(inbox, UidSet.of(uid), SystemFlag.SEEN);
                            if (i % 3 == 0) {
                                done(inbox.remove(UidSet.of(uid)));
                            }
                        }
                        return null;
                    });
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var readers =
                    List.of(
                            executor.submit(() -> follow(writing)),
                            executor.submit(() -> follow(writing)));
            runAll(jobs);
            writing.set(false);
            for (var reader : readers) {
                assertEquals(uids(inbox), reader.get());
            }
        }
    }

    /** Polls until the writers are done; what arrives must be above all that came before it. */
    private UidSet follow(AtomicBoolean writing) throws IOException {
        try (var view = view(inbox)) {
            var mirror = new TreeSet<Long>();
            view.uids().stream().forEach(mirror::add);
            long highest = view.opened().uidNext() - 1;
            long sequence = 0;
            boolean more;
            do {
                more = writing.get();
                var changes = view.poll(true);
                assertTrue(changes.highestModSequence() >= sequence);
                sequence = changes.highestModSequence();
                for (int gone : changes.sequences()) {
                    mirror.remove(List.copyOf(mirror).get(gone - 1));
                }
                if (!changes.arrived().isEmpty()) {
                    assertTrue(changes.arrived().first() > highest, "a lower UID came later");
                    highest = changes.arrived().last();
                }
                changes.arrived().stream().forEach(mirror::add);
                assertEquals(new ArrayList<>(mirror), view.uids().stream().boxed().toList());
            } while (more);
            return view.uids();
        }
    }

    @Test
    void sessionIsWokenForWhatIsDeliveredWhileItWaits() throws Exception {
        var woken = new AtomicInteger();
        try (var view = done(inbox.open(MailboxStore.Mode.READ_WRITE, woken::incrementAndGet));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var delivery =
                    executor.submit(() -> anne.deliver(null, MailboxName.INBOX, message("new")));
            Await.until("woken", () -> woken.get() > 0);
            done(delivery.get());
            assertEquals(UidSet.of(1), view.poll(false).arrived());
        }
    }

    @Test
    void movesAtOnceLoseAndDoubleNothing() throws Exception {
        var work = make("Work");
        fill(inbox, 40);
        var jobs = new ArrayList<Callable<Void>>();
        for (int w = 0; w < 4; w++) {
            var random = new Random(w);
            boolean forth = w % 2 == 0;
            jobs.add(
                    () -> {
                        for (int i = 0; i < 30; i++) {
                            var from = forth ? inbox : work;
                            var to = forth ? name("Work") : MailboxName.INBOX;
                            long first = 1L + random.nextInt(200);
                            done(from.move(UidSet.range(first, first + 10), to));
                        }
                        return null;
                    });
        }
        runAll(jobs);
        var all = new ArrayList<>(texts(inbox));
        all.addAll(texts(work));
        assertEquals(40, all.size());
        assertEquals(40, new HashSet<>(all).size());
        assertEquals(40, anne.quota().messages());
    }

    @Test
    void oneKeyDeliveredAtOnceIsStoredOnce() throws Exception {
        var stored = new AtomicInteger();
        var key = new DeliveryKey(new org.mailgauge.queue.QueueId(1, 2), 3);
        var jobs = new ArrayList<Callable<Void>>();
        for (int w = 0; w < WRITERS; w++) {
            jobs.add(
                    () -> {
                        switch (anne.deliver(key, MailboxName.INBOX, message("once"))) {
                            case Outcome.Done<Stored> _ -> stored.incrementAndGet();
                            case Outcome.Refused<Stored>(var why) ->
                                    assertEquals(new Refusal.AlreadyStored(), why);
                        }
                        return null;
                    });
        }
        runAll(jobs);
        assertEquals(1, stored.get());
        assertEquals(1, status(inbox).messages());
    }

    @Test
    void closedStoreRefuses() throws IOException {
        fill(inbox, 1);
        store.close();
        refused(Refusal.Busy.class, inbox.append(List.of(message("late"))));
        store = open(folder, clock, LIMITS);
        assertEquals(
                1,
                status(store.account(ANNE).orElseThrow().mailbox(MailboxName.INBOX).orElseThrow())
                        .messages());
    }

    private static void runAll(List<Callable<Void>> jobs) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Void>>();
            jobs.forEach(job -> running.add(executor.submit(job)));
            for (var each : running) {
                each.get();
            }
        }
    }

    @Test
    @DisplayName("what is stored can be stored in another account too")
    void contentGoesToAnotherAccount() throws IOException {
        var ben = new AccountName("ben@example.org");
        done(store.create(ben));
        var big = "x".repeat(1 << 20);
        done(inbox.append(List.of(message("small"), message(big))));
        var theirs = store.mailbox(ben, MailboxName.INBOX).orElseThrow();
        var copies = new ArrayList<NewMessage>();
        for (var info : infos(inbox)) {
            var content = inbox.content(info.uid()).orElseThrow();
            copies.add(new NewMessage(content, info.flags(), info.internalDate()));
        }
        done(theirs.append(copies));
        done(inbox.remove(UidSet.ALL));
        assertEquals(List.of("small", big), texts(theirs));
    }
}
