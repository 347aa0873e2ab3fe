package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.disk.NewerFormatException;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.queue.journal.JournalCheck;
import org.mailgauge.queue.journal.JournalDump;
import org.mailgauge.queue.journal.JournalListener;
import org.mailgauge.queue.journal.JournalRepair;
import org.mailgauge.queue.journal.JournalSettings;
import org.mailgauge.queue.journal.SegmentJournal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.SimDisk;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Damage in the journal under its real owner: which message is hit is known, and it is set aside.
 */
class QueueDamageTest {
    private static final JournalSettings SETTINGS =
            new JournalSettings(
                    64 << 10,
                    2,
                    true,
                    4096,
                    24 << 10,
                    Duration.ofMillis(20),
                    1 << 20,
                    Duration.ofSeconds(10),
                    1 << 20,
                    0,
                    0);
    private static final int RECORD_HEADER = 64;

    private final SimTime time = new SimTime();
    private final Tasks tasks = new SimTasks();
    private final SimEntropy entropy = new SimEntropy(11);
    private final Books books = new Books();
    private final List<JournalListener.Damage> damages = new ArrayList<>();
    private SimDisk disk = new SimDisk();

    /** A queue that holds all its mail, and its journal, whose steps the test takes. */
    private final class Life implements JournalListener {
        private final SegmentJournal journal;
        private @Nullable MailQueue queue;

        Life() throws IOException {
            this(time);
        }

        Life(Time clock) throws IOException {
            journal =
                    SegmentJournal.open(
                            disk,
                            "queue",
                            tasks,
                            clock,
                            entropy,
                            SETTINGS,
                            this,
                            new StoredRecords());
            var made =
                    new MailQueue(
                            new MailQueue.Settings(
                                    QueueConfig.DEFAULT,
                                    new DeliveryConfig(2, 6, Map.of()),
                                    Rig.REPORTING),
                            new MailQueue.Ports(time, entropy, tasks, disk),
                            holding(),
                            new TestGroups(),
                            books,
                            _ -> Optional.empty());
            queue = made;
            made.admit(journal, journal.idFloor());
            journal.takeRecovered().forEach(made::recover);
            made.open();
            journal.owner(made);
        }

        MailQueue queue() {
            return Objects.requireNonNull(queue);
        }

        /** As the server does. */
        @Override
        public void damaged(Damage damage) {
            damages.add(damage);
            damage.id()
                    .filter(_ -> queue != null)
                    .ifPresent(id -> queue().quarantine(id, damage.what()));
        }

        @Override
        public void failed(String what, Throwable why) {
            throw new AssertionError(what, why);
        }

        QueueId send(int octets) throws IOException {
            try (var draft = queue().draft()) {
                draft.write(new byte[octets], 0, octets);
                var envelope =
                        new Envelope(
                                new ReversePath.Sender(Rig.mailbox("s@client.test")),
                                List.of(new ForwardPath(Rig.mailbox("r@a.test"))),
                                time.wall(),
                                "smtp-in",
                                "client.test",
                                false,
                                "<x@client.test>");
                return assertInstanceOf(Intake.Commit.Durable.class, draft.commit(envelope)).id();
            }
        }

        /** Fills segments with mail that is deleted, so that the oldest becomes thin. */
        void churn() throws IOException {
            for (int i = 0; i < 60; i++) {
                assertEquals(1, queue().delete(send(3000)));
            }
            journal.step(3);
        }
    }

    private static Router holding() {
        return new Router() {
            @Override
            public Decision route(String domain) {
                return new Decision("hold", new NextHop.Hold());
            }

            @Override
            public boolean isLocal(String domain) {
                return false;
            }
        };
    }

    private record Place(String file, int offset) {}

    /** Where the accept records lie that can be read, by id. */
    private Map<QueueId, Place> accepts() throws IOException {
        var found = new HashMap<QueueId, Place>();
        JournalDump.of(
                disk,
                "queue",
                new JournalDump.Visitor() {
                    @Override
                    public void segment(JournalDump.Opened segment) {}

                    @Override
                    public void record(JournalDump.Entry entry) {
                        if (entry.type().equals("accept")) {
                            found.put(
                                    entry.id().orElseThrow(),
                                    new Place(entry.file(), (int) entry.offset()));
                        }
                    }

                    @Override
                    public void damaged(JournalListener.Damage damage) {}

                    @Override
                    public void end() {}
                });
        return found;
    }

    /** Turns one bit over in the file, also for who has it open. */
    private void flip(Place place, int at) throws IOException {
        try (var file = disk.open(place.file())) {
            var octet = ByteBuffer.allocate(1);
            file.read(place.offset() + at, octet);
            octet.put(0, (byte) (octet.get(0) ^ 4)).flip();
            file.write(place.offset() + at, octet);
        }
    }

    private long quarantined() {
        return books.all(MtaEvent.Settled.class).stream()
                .filter(fact -> fact.outcome() == MtaEvent.Outcome.QUARANTINED)
                .mapToLong(MtaEvent.Settled::recipients)
                .sum();
    }

    @Test
    void aMessageWhoseRecordHeaderIsDamagedIsSetAsideWhenSurvivorsAreCopied() throws IOException {
        var life = new Life();
        var kept = life.send(500);
        var hit = life.send(2000);
        life.churn();
        var place = accepts().get(hit);
        flip(Objects.requireNonNull(place), 20);
        life.journal.step(200);

        assertEquals(1, quarantined());
        var damage = damages.getFirst();
        assertEquals(Optional.of(hit), damage.id());
        assertEquals("wrong record header", damage.what());
        assertTrue(damage.length() > RECORD_HEADER + 2000, "all of it is kept: " + damage);
        assertTrue(life.queue().view().show(hit).isEmpty(), "it is out of the queue");
        assertTrue(life.queue().view().show(kept).isPresent());
        assertEquals(1, disk.list("queue/quarantine").size());
        assertTrue(life.journal.flush());
        life.journal.step(200);
        assertEquals(1, damages.size(), "the segment has gone: " + damages);
        life.journal.close();
        disk = disk.kill();
        var found = new ArrayList<JournalListener.Damage>();
        var report = JournalCheck.of(disk, "queue", new StoredRecords(), found::add);
        assertEquals(List.of(), found);
        assertEquals(1, report.liveMessages());
    }

    @Test
    void aMessageWhoseRecordHeaderIsDamagedIsSetAsideWhenSegmentsAreReadThrough()
            throws IOException {
        var first = new Life();
        var ids = new ArrayList<QueueId>();
        for (int i = 0; i < 40; i++) {
            ids.add(first.send(3000));
        }
        first.journal.step(100);
        first.journal.close();
        disk = disk.kill();
        var place = accepts().get(ids.get(3));
        damages.clear();
        var clock = new SimTime();
        var second = new Life(clock);
        flip(Objects.requireNonNull(place), 33);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(11));
            second.journal.step(1);
        }
        assertEquals(1, quarantined());
        assertEquals(Optional.of(ids.get(3)), damages.getFirst().id());
        assertTrue(second.queue().view().show(ids.get(3)).isEmpty());
        assertTrue(second.queue().view().show(ids.get(4)).isPresent());
    }

    @Test
    void aRepairedJournalGivesEveryUndamagedMessageToTheQueue() throws IOException {
        var first = new Life();
        var ids = new ArrayList<QueueId>();
        for (int i = 0; i < 40; i++) {
            ids.add(first.send(i % 10 == 0 ? 9000 : 3000));
        }
        first.journal.close();
        disk = disk.kill();
        var places = accepts();
        for (int i : new int[] {2, 17, 30}) {
            flip(Objects.requireNonNull(places.get(ids.get(i))), 500);
        }
        damages.clear();
        var outcome = repair();
        // Contents of 9,000 octets are in files: what was flipped there is past the record.
        assertTrue(outcome.kept() >= 37, "kept " + outcome.kept());
        var second = new Life();
        assertEquals(List.of(), damages);
        for (int i = 0; i < ids.size(); i++) {
            boolean lost = outcome.lost().contains(ids.get(i));
            assertEquals(!lost, second.queue().view().show(ids.get(i)).isPresent(), "number " + i);
        }
        assertEquals(40, outcome.kept() + outcome.lost().size());
    }

    private JournalRepair.Outcome repair() throws IOException {
        return JournalRepair.of(
                disk, "queue", time, entropy, SETTINGS, new StoredRecords(), _ -> {}, false);
    }

    @Test
    void newerEnvelopesAndStatesAreRefusedAndNotChanged() throws IOException {
        for (var newer : List.of("envelope", "state")) {
            disk = new SimDisk();
            var journal =
                    SegmentJournal.open(disk, "queue", tasks, time, entropy, SETTINGS, new Deaf());
            var body = journal.body();
            var id = new QueueId(1, 1);
            var envelope = new byte[] {(byte) (newer.equals("envelope") ? 99 : 1), 0};
            var accepted =
                    assertInstanceOf(
                            Journal.Accepted.Durable.class, journal.accept(id, envelope, body));
            if (newer.equals("state")) {
                journal.change(id, accepted.place(), new byte[] {99});
                assertTrue(journal.flush());
            }
            disk = disk.kill();
            var before = image();
            var refused = assertThrows(NewerFormatException.class, Life::new);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(newer + " of message"),
                    refused.getMessage());
            assertThrows(
                    NewerFormatException.class,
                    () -> JournalCheck.of(disk, "queue", new StoredRecords(), _ -> {}));
            assertThrows(NewerFormatException.class, this::repair);
            assertEquals(before, image());
        }
    }

    private static final class Deaf implements JournalListener {
        @Override
        public void damaged(Damage damage) {}

        @Override
        public void failed(String what, Throwable why) {}
    }

    private Map<String, String> image() {
        var image = new HashMap<String, String>();
        for (var path : disk.files()) {
            image.put(path, java.util.Arrays.toString(disk.content(path)));
        }
        return image;
    }
}
