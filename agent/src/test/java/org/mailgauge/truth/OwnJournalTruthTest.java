package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.queue.Criterion;
import org.mailgauge.queue.Selection;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimDisk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What MAILGAUGE-MIB says of the journal, read over SNMP while real sessions fill it: what each
 * value must be is known from its files, which are read by the format's page alone, and from the
 * messages. {@link Proofs} lists which object is compared where.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by each test
class OwnJournalTruthTest {
    private static final long HUNDREDTH = 10_000_000;

    @TempDir Path folder;

    private Watched seen;
    private World world;
    private Client client;
    private JournalFiles files;

    private void start() {
        seen = new Watched(World.Kind.PLAIN, folder);
        begin();
    }

    private void begin() {
        world = seen.world();
        client = world.connect().greet();
        files = new JournalFiles(world.disk);
    }

    @AfterEach
    void close(TestInfo test) {
        seen.close();
        Proofs.check(test, seen.compared());
    }

    /** A message so large that its content gets a file of its own has more than 128 thousand. */
    private void send(String id, int thousands, String recipient) {
        client.message(Scenario.content(id, thousands), "250", recipient);
    }

    /** Sends large messages until there is a second segment, and tells how many. */
    private int fill() {
        int sent = 0;
        for (; files.look().segments() < 2; sent++) {
            send("big" + sent, 100, sent + "@held.test");
        }
        return sent;
    }

    /** The journal has written all, and has come to an end with what it does by itself. */
    private void settled(int segments) {
        Await.until(
                () -> "settled: " + files,
                () -> files.look().segments() == segments && files.spares() == 1);
        seen.look().is("JournalWaitingRecords", 0).look();
        files.look();
    }

    /**
     * What is served is what lies in the files.
     *
     * @param messages that have not ended, by the test's own count
     */
    private void compare(int messages) {
        assertEquals(messages, files.messages(), "messages in the files");
        seen.is("JournalGroups", files.groups())
                .is("JournalRecords", files.records())
                .is("JournalOctets", files.octets())
                .is("JournalSegments", files.segments())
                .is("JournalSpareSegments", files.spares())
                .is("JournalLiveMessages", messages)
                .is("JournalLiveShare", files.share());
    }

    private void oldest(long opened) {
        seen.is("JournalOldestSegment", (world.time.ticks() - opened) / HUNDREDTH);
    }

    @Test
    void whatIsInTheFiles() {
        start();
        seen.look().is("JournalGroups", 0).is("JournalSegments", 0).is("JournalLiveShare", 1000);
        seen.is("JournalBodyFiles", 0).absent("JournalOldestSegment");
        seen.after(Duration.ofSeconds(3));
        long first = world.time.ticks();
        send("a", 20, "a@held.test");
        send("b", 200, "b@held.test");
        send("c", 20, "c@dropped.test");
        seen.after(Duration.ofSeconds(5));
        settled(1);
        compare(2);
        oldest(first);
        assertEquals(1, files.bodies().size());
        seen.is("JournalBodyFiles", 1);
        long second = world.time.ticks();
        int sent = fill();
        seen.after(Duration.ofSeconds(4));
        settled(2);
        compare(2 + sent);
        oldest(first);
        assertTrue(sent > 8, "of 100,000 octets each in a segment: " + sent);
        send("last", 20, "last@more.held.test");
        seen.delete(Selection.of(new Criterion.Destination("held.test")));
        Await.until("its content goes with it", () -> files.bodies().isEmpty());
        settled(1);
        compare(1);
        oldest(second);
        seen.is("JournalBodyFiles", 0);
        assertEquals(files.numbers(), files.groups(), "no group was missed here");
        // In another run it counts from the start of that one, what it copies forward by itself
        // too.
        seen.restart(
                disk -> {
                    files = new JournalFiles(disk);
                    return disk;
                });
        world = seen.world();
        settled(1);
        compare(1);
        oldest(world.started);
    }

    @Test
    void whatIsCopiedForward() {
        start();
        for (int i = 0; i < 3; i++) {
            send("kept" + i, 1, "kept" + i + "@held.test");
        }
        fill();
        settled(2);
        seen.is("JournalSurvivors", 0);
        seen.delete(Selection.of(new Criterion.LargerThan(50_000)));
        settled(1);
        assertEquals(3, files.survivors(), "in the files");
        seen.is("JournalSurvivors", 3);
        compare(3);
    }

    @Test
    @DisplayName("a group whose force failed is none, and the next one says so")
    void aGroupThatFailed() {
        start();
        send("1", 20, "a@held.test");
        settled(1);
        world.disk.watch(JournalFiles.losing(new AtomicInteger(1)));
        client.message(Scenario.content("2", 20), "451", "b@held.test");
        send("3", 20, "c@held.test");
        world.disk.watch(null);
        settled(2);
        compare(2);
        assertEquals(files.numbers(), files.groups() + 1, "its number is left out");
    }

    /** Two octets changed on disk, and a file that is gone. */
    @Test
    void whatIsDamagedAndWhatIsSetAside() {
        start();
        send("1", 20, "a@held.test");
        send("2", 20, "b@held.test");
        send("3", 200, "c@held.test");
        send("4", 20, "d@held.test");
        settled(1);
        seen.is("JournalDamage", 0).is("JournalQuarantined", 0);
        var body = files.bodies().getFirst();
        seen.restart(disk -> harmed(disk, body));
        begin();
        seen.after(Duration.ofSeconds(11)); // time to read what only a footer vouched for
        Await.until(() -> files.quarantined().size() >= 2);
        seen.is("JournalDamage", 3).is("JournalQuarantined", 2);
        var kept = files.quarantined();
        assertEquals(2, kept.size(), kept.toString());
        for (int i = 0; i < 2; i++) {
            var copy = new String(world.disk.content(kept.get(i)), StandardCharsets.ISO_8859_1);
            assertTrue(copy.contains("Message-ID: <" + (i + 1) + "@client.test>"), kept.get(i));
            assertTrue(copy.contains("\r\n\r\nyxx"), "with what is wrong in it");
        }
    }

    private static SimDisk harmed(SimDisk disk, String body) {
        try {
            JournalFiles.damage(disk, "1");
            JournalFiles.damage(disk, "2");
            disk.delete(body);
            return disk;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
