package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.alarm.AlarmKind;
import org.mailgauge.agent.alarm.Rule;
import org.mailgauge.agent.alarm.Severity;
import org.mailgauge.sim.Faults;
import org.mailgauge.sim.SimDisk.Fate;
import org.mailgauge.sim.SimDisk.Op;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What MAILGAUGE-MIB says of the machinery, read over SNMP while real sessions move it: what each
 * value must be is known from the disk, the clock and the clients. {@link Proofs} lists which
 * object is compared where.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by each test
class OwnMachineryTruthTest {
    @TempDir Path folder;

    private Watched seen;
    private World world;

    /** What a force waits for that is to take long; let go at the end, or nothing would end. */
    private final CountDownLatch stuck = new CountDownLatch(1);

    private void start(World.Kind kind, Rule... rules) {
        seen = new Watched(kind, folder, rules);
        world = seen.world();
    }

    @AfterEach
    void close(TestInfo test) {
        stuck.countDown();
        seen.close();
        Proofs.check(test, seen.compared());
    }

    @Test
    void theSnapshotAndItsTime() {
        start(World.Kind.PLAIN);
        long first = seen.look().number("SnapshotSequence");
        seen.is("SnapshotTaken", seen.stamp(world.time.ticks()));
        long then = world.time.ticks();
        seen.look().is("SnapshotSequence", first).is("SnapshotTaken", seen.stamp(then));
        world.connect().expect("220");
        seen.look().is("SnapshotSequence", first + 1);
        seen.is("ConfigurationLoaded", Watched.date(seen.loaded));
    }

    private void send(Client client, int number, int thousands, String recipient) {
        client.message(Scenario.content("" + number, thousands), "250", recipient);
    }

    /** Everything is on disk. */
    private void settled() {
        seen.look().is("JournalWaitingRecords", 0);
        seen.look();
    }

    /** Three milliseconds for each force, and then one that takes minutes. */
    @Test
    void aSlowAndAStuckDisk() {
        start(World.Kind.PLAIN);
        var client = world.connect().greet();
        send(client, 0, 1, "z@dropped.test"); // it opens the segment
        settled();
        long before = seen.number("JournalFlushTime");
        long groups = seen.number("JournalGroups");
        var hold = new AtomicInteger();
        world.disk.watch((op, path) -> slow(op, path, hold));
        send(client, 1, 20, "a@held.test");
        settled();
        long more = seen.number("JournalGroups") - groups;
        seen.is("JournalFlushTime", before + more * 3000).is("JournalLongestFlush", 3000);
        assertTrue(more > 0);
        seen.is("JournalWaitingVolume", 0).is("JournalRefused", 0);
        hold.set(1);
        begin(client, "b@held.test", 20);
        seen.look();
        var second = world.connect(World.SMTP, IpAddress.parse("192.0.2.8").orElseThrow()).greet();
        begin(second, "c@held.test", 30);
        seen.after(Duration.ofSeconds(1));
        seen.is("JournalWaitingRecords", 1).between("JournalWaitingVolume", 30, 31);
        seen.is("JournalStatus", 1);
        var third = world.connect(World.SMTP, IpAddress.parse("127.0.0.1").orElseThrow()).greet();
        third.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<d@held.test>", "250")
                .say("DATA", "354");
        seen.after(Duration.ofSeconds(40)).is("JournalStatus", 2);
        third.say(Scenario.content("3", 20) + ".", "451");
        seen.look().is("JournalRefused", 1);
        stuck.countDown();
        client.expect("250");
        second.expect("250");
        world.disk.watch(null);
        seen.after(Duration.ofSeconds(1)).is("JournalStatus", 1).is("JournalWaitingRecords", 0);
        seen.is("JournalWaitingVolume", 0).is("StateStoredRecipients[hold 4]", 3);
    }

    private static void begin(Client client, String recipient, int thousands) {
        client.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<" + recipient + ">", "250")
                .say("DATA", "354")
                .send(Scenario.content("2", thousands) + ".\r\n");
    }

    private Fate slow(Op op, String path, AtomicInteger hold) {
        if (op == Op.FORCE && path.startsWith(JournalFiles.SEGMENTS)) {
            world.time.advance(Duration.ofMillis(3));
            if (hold.get() > 0) {
                try {
                    stuck.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        return Fate.WELL;
    }

    @Test
    void aDiskThatFails() {
        start(World.Kind.PLAIN);
        var client = world.connect().greet();
        send(client, 0, 20, "z@held.test"); // it opens the segment
        seen.after(Duration.ofSeconds(30)).is("JournalFailures", 0).is("JournalStatus", 1);
        // By now what the journal writes of its own accord is written: the next force is the one.
        var times = new AtomicInteger(1);
        world.disk.watch(JournalFiles.losing(times));
        client.message(Scenario.content("1", 20), "451", "a@held.test");
        seen.look().is("JournalFailures", 1).is("JournalRefused", 1).is("JournalStatus", 1);
        send(client, 2, 20, "b@held.test");
        times.set(1000);
        client.message(Scenario.content("3", 20), "451", "c@held.test");
        seen.look().is("JournalStatus", 3).is("StateStoredRecipients[hold 4]", 2);
        assertTrue(seen.number("JournalFailures") > 1);
        world.disk.watch(null);
    }

    @Test
    void roomOnDisk() {
        var low =
                new Rule(
                        "storage-low",
                        AlarmKind.STORAGE_LOW,
                        "*",
                        Severity.MAJOR,
                        20,
                        30,
                        "M-octets",
                        Duration.ZERO,
                        Duration.ZERO,
                        0);
        start(World.Kind.WITH_RESERVE, low);
        long used = world.disk.used();
        int files = 5000;
        for (int million : new int[] {21, 20, 9, 8, 7}) {
            world.disk.bound(used + million * 1_000_000L + 999_999, files);
            seen.after(Duration.ofSeconds(2));
            seen.is("StorageFree[1]", million + (used - world.disk.used()) / 1_000_000)
                    .is("StorageStatus[1]", million > 20 ? 1 : million >= 8 ? 2 : 3)
                    .is("StorageName[1]", "queue")
                    .is("StorageReserve[1]", World.RESERVE / 1_000_000)
                    .is("StorageReserveInodes[1]", World.RESERVE_INODES);
            seen.is("StorageFreeInodes[1]", world.disk.freeInodes().orElseThrow());
        }
        // What it says is what a client meets.
        var client = world.connect().greet();
        client.say("MAIL FROM:<sender@client.test>", "452");
        world.disk.bound(used + 100_000_000, files);
        seen.after(Duration.ofSeconds(2)).is("StorageStatus[1]", 1);
        client.say("MAIL FROM:<sender@client.test>", "250");
        long entries = files - world.disk.freeInodes().orElseThrow();
        world.disk.bound(used + 100_000_000, entries + World.RESERVE_INODES);
        seen.after(Duration.ofSeconds(2)).is("StorageStatus[1]", 3);
    }

    @Test
    void listenersAndTheirConnections() throws InterruptedException {
        start(World.Kind.PLAIN);
        seen.look();
        seen.are(
                """
                ListenerName[1] = smtp
                ListenerName[2] = submission
                ListenerName[3] = lmtp
                ListenerAddress[1] = 192.0.2.25:2525
                ListenerAddress[2] = 192.0.2.25:2587
                ListenerAddress[3] = 127.0.0.1:2424
                ListenerStatus[1] = 1
                ListenerConnections[1] = 0
                IntakeConnections = 0
                IntakeAddresses = 0
                IntakeConnectionsAllowed = 3
                IntakeBuffersAllowed = 2048
                IntakeConnectionsRefused = 0""");
        var client = world.connect().greet();
        world.connect().expect("421"); // a second one from that address
        var other = IpAddress.parse("192.0.2.8").orElseThrow();
        world.connect(World.SUBMISSION, other).expect("220");
        seen.after(Duration.ofSeconds(1));
        seen.are(
                """
                ListenerConnections[1] = 1
                ListenerConnections[2] = 1
                ListenerStatus[1] = 2
                IntakeConnections = 2
                IntakeAddresses = 2
                IntakeConnectionsRefused = 1
                IntakeBuffers = 0""");
        client.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<a@held.test>", "250")
                .say("DATA", "354")
                .send("a line\r\n");
        seen.look().is("IntakeBuffers", 1);
        client.say(".", "250");
        seen.look().is("IntakeBuffers", 0);
        client.quit();
        seen.after(Duration.ofSeconds(1)).is("ListenerStatus[1]", 1).is("IntakeConnections", 1);
        world.net.failAccepts(3, false);
        var late = world.connect();
        for (int i = 0; i < 4; i++) {
            seen.after(Duration.ofSeconds(1));
        }
        late.expect("220");
        seen.look();
        long failures = 0;
        for (int listener = 1; listener <= 3; listener++) {
            failures += seen.number("ListenerAcceptFailures[" + listener + "]");
        }
        assertEquals(3, failures);
        var smtp = world.mta().services().getFirst();
        world.tasks.start("stop", () -> stop(smtp));
        seen.after(Duration.ofSeconds(1)).is("ListenerStatus[1]", 3).is("ListenerStatus[2]", 1);
    }

    /** So many contents come at once that there is no buffer for the last two. */
    @Test
    void moreContentsThanBuffers() {
        start(World.Kind.CROWDED);
        world.net.faults(Faults.NONE.withWindow(1024));
        int most = 2048;
        var clients = new ArrayList<Client>();
        for (int i = 0; i < most; i++) {
            clients.add(contentBegins(i));
        }
        seen.look().is("IntakeBuffers", most).is("IntakeBuffersExhausted", 0);
        var one = contentBegins(most);
        var other = contentBegins(most + 1);
        seen.look().is("IntakeBuffers", most).is("IntakeBuffersExhausted", 2);
        // They are served all the same, and whoever comes when one is free has it.
        one.say(".", "250");
        other.say(".", "250");
        clients.getFirst().say(".", "250");
        contentBegins(most + 2);
        seen.look().is("IntakeBuffers", most).is("IntakeBuffersExhausted", 2);
        seen.is("StateStoredRecipients[hold 4]", 3);
    }

    private Client contentBegins(int number) {
        var client = world.connect().greet();
        client.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<" + number + "@held.test>", "250")
                .say("DATA", "354")
                .send("a line\r\n");
        return client;
    }

    private static void stop(org.mailgauge.wire.ServiceListener listener) {
        try {
            listener.stop(Duration.ZERO);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client that leaves without reading what we said. */
    @Test
    void aClientThatIsGoneBeforeTheReply() {
        start(World.Kind.PLAIN);
        var client = world.connect().greet();
        seen.look().is("IntakeAcksLost", 0);
        client.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<b@held.test>", "250")
                .say("DATA", "354");
        world.disk.watch((op, path) -> slow(op, path, new AtomicInteger(1)));
        client.send(Scenario.content("2", 20) + ".\r\n");
        world.awaitQuiet();
        client.close();
        stuck.countDown();
        seen.after(Duration.ofMinutes(10));
        world.disk.watch(null);
        seen.is("IntakeAcksLost", 1).is("StateStoredRecipients[hold 4]", 1);
    }
}
