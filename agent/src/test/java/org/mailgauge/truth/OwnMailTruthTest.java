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
import org.mailgauge.queue.Operation;
import org.mailgauge.queue.Pause;
import org.mailgauge.queue.Selection;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What MAILGAUGE-MIB says of mail, moved by real sessions through the whole MTA on virtual time and
 * read over SNMP: what each value must be is known from what the clients sent, what the next hop
 * took and when, and what the operator did. {@link Proofs} lists which object is compared where.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by each test
class OwnMailTruthTest {
    private static final String TAKEN = "250 2.0.0 taken";
    private static final String FULL = "452 4.2.2 the mailbox is full";

    @TempDir Path folder;

    private Watched seen;
    private World world;
    private Client client;

    private void start(World.Kind kind) {
        seen = new Watched(kind, folder);
        world = seen.world();
        client = world.connect().greet();
    }

    @AfterEach
    void close(TestInfo test) {
        seen.close();
        Proofs.check(test, seen.compared());
    }

    private void send(String id, String... recipients) {
        client.message(Scenario.content(id, 20), "250", recipients);
    }

    /** The server does not wait for a client for minutes. */
    private void connectAgain() {
        client.close();
        world.awaitQuiet();
        client = world.connect().greet();
    }

    @Test
    void whatIsReceivedAndRelayed() {
        start(World.Kind.LINGERING);
        world.hop.open();
        client.say("MAIL FROM:<sender@client.test>", "250")
                .say("RCPT TO:<a@elsewhere.test>", "550")
                .say("RSET", "250");
        send("1", "a@hop.test", "b@hop.test");
        seen.after(Duration.ofSeconds(5));
        send("2", "c@hop.test");
        world.await("mtaTransmittedMessages[mta]", "2");
        seen.look();
        long octets = world.hop.octets();
        assertTrue(octets > 40_000, "the next hop had both");
        for (var way : List.of("Received", "Transmitted")) {
            seen.is("MtaHC" + way + "Messages[mta]", 2)
                    .is("MtaHC" + way + "Recipients[mta]", 3)
                    .is("MtaHC" + way + "Octets[mta]", octets);
            for (var group : List.of("[smtp-out]", "[hop.test]")) {
                seen.is("GroupHC" + way + "Messages" + group, 2)
                        .is("GroupHC" + way + "Recipients" + group, 3)
                        .is("GroupHC" + way + "Octets" + group, octets);
            }
        }
        seen.is("GroupHCReceivedMessages[smtp-in]", 2)
                .is("GroupHCReceivedRecipients[smtp-in]", 3)
                .is("GroupHCReceivedOctets[smtp-in]", octets)
                .absent("GroupHCTransmittedMessages[smtp-in]")
                .is("GroupHCRejectedMessages[smtp-in]", 1);
        seen.is("MtaDestinations[mta]", 0).is("MtaDestinationRows[mta]", World.ROWS);
    }

    /** A message to one that takes it, and one each for the other ends that there are. */
    @Test
    void theBooksBalanceOverAllEndsAndARestart() {
        start(World.Kind.PLAIN);
        world.hop.open();
        send("1", "relayed@hop.test");
        send("2", "x@dropped.test");
        send("3", "1@held.test", "2@held.test", "3@held.test");
        seen.look();
        world.hop.answer("RCPT", "550 5.1.1 no such user");
        send("4", "bounced@hop.test");
        seen.look();
        world.hop.close();
        send("5", "expired@hop.test");
        seen.delete(Selection.of(new Criterion.Recipient("1", "held.test")));
        for (int i = 0; i < 10; i++) {
            seen.after(Duration.ofMinutes(1));
        }
        // Two reports of ours are held, beside the two recipients that are left.
        int received = 1 + 1 + 3 + 1 + 1;
        books(0, received, 2, List.of(1, 1, 1, 1, 1, 0));
        assertEquals(received + 2, 1 + 1 + 1 + 1 + 1 + stored("hold"), "the oracle's own sum");
        seen.restart(disk -> disk);
        world = seen.world();
        seen.look();
        books(4, 0, 0, List.of(0, 0, 0, 0, 0, 0));
        client = world.connect().greet();
        world.hop.answer("RCPT", "451 4.2.1 come again").open();
        send("6", "damaged@hop.test");
        seen.look();
        world.hop.answer("RCPT", "250 ok");
        JournalFiles.damage(world.disk, "6");
        seen.operate(Operation.RETRY, Selection.ALL);
        books(4, 1, 0, List.of(0, 0, 0, 0, 0, 1));
    }

    /** Relayed, discarded, bounced, expired, deleted, quarantined. */
    private void books(int carried, int received, int generated, List<Integer> ends) {
        seen.is("BooksCarried[mta]", carried)
                .is("BooksReceived[mta]", received)
                .is("BooksGenerated[mta]", generated)
                .is("BooksRelayed[mta]", ends.get(0))
                .is("BooksDiscarded[mta]", ends.get(1))
                .is("BooksBounced[mta]", ends.get(2))
                .is("BooksExpired[mta]", ends.get(3))
                .is("BooksDeleted[mta]", ends.get(4))
                .is("BooksQuarantined[mta]", ends.get(5));
        // There are no aliases yet, and no mailboxes here: a true 0.
        seen.is("BooksExpandedOut[mta]", 0)
                .is("BooksExpandedIn[mta]", 0)
                .is("BooksDelivered[mta]", 0);
        int left = carried + received + generated - ends.stream().mapToInt(i -> i).sum();
        assertEquals(left, stored("hold") + stored("smtp-out"), "stored, by the oracle's sum");
        seen.is("BooksImbalance[mta]", 0)
                .is("BooksGroupImbalance[mta]", 0)
                .is("GroupImbalance[smtp-out]", 0)
                .is("GroupImbalance[hold]", 0);
    }

    private long stored(String channel) {
        long all = 0;
        for (int state = 1; state <= 4; state++) {
            var text = seen.read("StateStoredRecipients[" + channel + " " + state + "]");
            all += text.equals("absent") ? 0 : Long.parseLong(text);
        }
        return all;
    }

    /** Eight messages for a next hop that takes five at a time and does not answer. */
    @Test
    void whatIsUnderWayAndWhatIsDue() {
        start(World.Kind.PLAIN);
        world.hop.answer("CONTENT", "").open();
        for (int i = 0; i < 8; i++) {
            send("" + i, i + "@hop.test");
            world.awaitQuiet();
        }
        seen.after(Duration.ofSeconds(90));
        int busy = (int) world.hop.sessions();
        int due = 8 - busy;
        assertTrue(busy > 0 && due > 0, "some are under way: " + busy);
        seen.is("StateStoredRecipients[smtp-out 2]", busy)
                .is("StateStoredMessages[smtp-out 2]", busy)
                .is("StateStoredRecipients[smtp-out 1]", due)
                .is("StateStoredMessages[smtp-out 1]", due)
                .is("StateOldestMessage[smtp-out 1]", 9000)
                .is("StateOldestMessage[smtp-out 2]", 9000)
                .absent("StateOldestMessage[smtp-out 3]")
                .is("AgeRecipients[smtp-out 1 300]", due)
                .is("AgeRecipients[smtp-out 2 300]", busy);
        seen.is("MtaOldestMessageStored[mta]", 9000)
                .between("MtaOldestDue[mta]", 8993, 9007) // to a sixteenth of a second
                .between("GroupOldestDue[smtp-out]", 8993, 9007)
                .absent("MtaScheduledRetry[mta]");
        seen.is("DestinationName[hop.test]", "hop.test")
                .is("DestinationGroup[hop.test]", seen.served.group("hop.test"))
                .is("DestinationChannel[hop.test]", seen.served.group("smtp-out"))
                .is("DestinationNextHop[hop.test]", "smtp:[198.51.100.1]:2526")
                .is("DestinationState[hop.test]", 1)
                .is("DestinationAssociations[hop.test]", busy)
                .is("DestinationAssociationsAllowed[hop.test]", busy)
                .is("DestinationMessages[hop.test]", 8)
                .is("DestinationRecipients[hop.test]", 8)
                .is("DestinationOldestMessage[hop.test]", 9000)
                .between("DestinationOldestDue[hop.test]", 8900, 9000) // to the second
                .is("MtaDestinations[mta]", 1);
        long dueVolume = seen.number("StateStoredVolume[smtp-out 1]");
        long busyVolume = seen.number("StateStoredVolume[smtp-out 2]");
        long volume = seen.number("DestinationVolume[hop.test]");
        world.hop.answer("CONTENT", TAKEN).late(TAKEN);
        world.await("mtaTransmittedMessages[mta]", "8");
        seen.is("LatencyCount[smtp-out 3]", 8).is("LatencyTotal[smtp-out 3]", due * 90_000);
        assertEquals(8, world.hop.said(TAKEN));
        long each = world.hop.octets() / 8;
        assertEquals(due * each / 1000, dueVolume);
        assertEquals(busy * each / 1000, busyVolume);
        assertEquals(8 * each / 1000, volume);
    }

    @Test
    @DisplayName("why mail was put off, and that it is tried again when we say so")
    void whatIsPutOffAndTriedAgain() {
        start(World.Kind.PLAIN);
        send("1", "a@hop.test", "b@hop.test");
        seen.after(Duration.ofSeconds(20));
        putOff("9", 2, 2);
        seen.are(
                """
                MtaDeferredRecipients[mta] = 2
                GroupDeferredRecipients[smtp-out] = 2
                DestinationState[hop.test] = 2
                DestinationAssociations[hop.test] = 0
                DestinationAssociationsAllowed[hop.test] = 0
                DestinationLastStatus[hop.test] = 4004001
                DestinationReplyClass[hop.test] = 9
                DestinationSinceTrouble[hop.test] = 2000
                DestinationSinceSuccess[hop.test] = absent
                StateStoredRecipients[smtp-out 3] = 2
                AgeRecipients[smtp-out 3 300] = 2""");
        assertTrue(seen.read("DestinationLastReply[hop.test]").startsWith("451 4.4.1 "));
        long retry = seen.number("MtaScheduledRetry[mta]");
        seen.is("StateScheduledRetry[smtp-out 3]", retry)
                .is("DestinationScheduledRetry[hop.test]", retry);
        world.hop.answer("RCPT", FULL).open();
        seen.after(Duration.ofMillis(retry * 10 - 20));
        assertEquals(0, world.hop.sessions(), "not before the time that we said");
        seen.after(Duration.ofMillis(40));
        assertEquals(1, world.hop.sessions(), "and then at once");
        assertEquals(2, world.hop.said(FULL));
        putOff("9", 2, 0);
        putOff("3", 2, 2);
        seen.after(Duration.ofSeconds(30));
        seen.is("MtaDeferredRecipients[mta]", 4)
                .is("DestinationLastReply[hop.test]", FULL)
                .is("DestinationLastStatus[hop.test]", 4002002)
                .is("DestinationReplyClass[hop.test]", 3)
                .between("DestinationSinceTrouble[hop.test]", 3000, 3004);
        world.hop.answer("RCPT", "250 ok");
        connectAgain();
        send("2", "c@hop.test");
        seen.after(Duration.ofSeconds(7));
        seen.is("DestinationSinceSuccess[hop.test]", 700)
                .is("DestinationState[hop.test]", 1)
                .is("DestinationRecipients[hop.test]", 2);
    }

    private void putOff(String replyClass, int recipients, int waiting) {
        for (var group : List.of("smtp-out ", "hop.test ")) {
            seen.is("DeferralRecipients[" + group + replyClass + "]", recipients)
                    .is("DeferralWaiting[" + group + replyClass + "]", waiting);
        }
    }

    @Test
    void howLongEachStageTakes() {
        start(World.Kind.LINGERING);
        world.hop.answer("GREETING", "").open();
        send("1", "a@hop.test");
        seen.after(Duration.ofMillis(1500));
        world.hop.answer("GREETING", "220 hop.test").answer("CONTENT", "").late("220 hop.test");
        seen.after(Duration.ofSeconds(2));
        world.hop.late(TAKEN);
        seen.look();
        send("2", "b@hop.test");
        seen.after(Duration.ofSeconds(6));
        world.hop.late(TAKEN);
        seen.look();
        // 1 accepting, 2 passing, 3 waiting, 4 connecting, 5 transaction; milliseconds.
        seen.are(
                """
                LatencyCount[smtp-in 1] = 2
                LatencyTotal[smtp-in 1] = 0
                LatencyCount[smtp-out 2] = 2
                LatencyTotal[smtp-out 2] = 9500
                LatencyLongest[smtp-out 2] = 6000
                LatencyCount[smtp-out 4] = 1
                LatencyTotal[smtp-out 4] = 1500
                LatencyLongest[smtp-out 4] = 1500
                LatencyCount[smtp-out 5] = 2
                LatencyTotal[smtp-out 5] = 8000
                LatencyLongest[smtp-out 5] = 6000""");
        // To an eighth.
        seen.between("LatencyMedian[smtp-out 2]", 3500, 3938)
                .between("LatencyMedian[smtp-out 5]", 2000, 2250)
                .between("LatencyPercentile90[smtp-out 5]", 6000, 6750)
                .between("LatencyPercentile99[smtp-out 5]", 6000, 6750);
        seen.after(Duration.ofMinutes(6)).absent("LatencyMedian[smtp-out 5]");
    }

    @Test
    void whenAQueueWillBeEmptyIsWhenItIs() {
        start(World.Kind.PLAIN);
        var all = new String[60];
        Arrays.setAll(all, i -> i + "@held.test");
        for (int i = 0; i < 3; i++) {
            client.message("\r\n", "250", Arrays.copyOfRange(all, i * 20, i * 20 + 20));
        }
        seen.look()
                .absent("GroupDrainForecast[hold]")
                .absent("DestinationDrainForecast[held.test]");
        var rows =
                List.of(
                        "GroupDrain%s[hold]",
                        "GroupDrain%s[held.test]", "DestinationDrain%s[held.test]");
        for (int gone = 1; gone <= 60; gone++) {
            seen.after(Duration.ofSeconds(5));
            if (gone == 20 || gone == 40) {
                long left = (61 - gone) * 500L;
                for (var row : rows) {
                    long forecast = seen.number(row.formatted("Forecast"));
                    assertTrue(Math.abs(forecast - left) <= 500, forecast + ", not " + left);
                    seen.between(row.formatted("Earliest"), 1, left)
                            .between(row.formatted("Latest"), left, 4 * left);
                }
            }
            seen.delete(Selection.of(new Criterion.Recipient("" + (gone - 1), "held.test")));
        }
        seen.look().is("MtaDestinations[mta]", 0);
        rows.forEach(row -> seen.absent(row.formatted("Forecast")));
    }

    @Test
    void whatTheOperatorStops() {
        start(World.Kind.PLAIN);
        world.hop.open();
        seen.look().is("GroupPaused[smtp-out]", 2).is("GroupPaused[hop.test]", 2);
        seen.absent("GroupPaused[smtp-in]");
        var control = world.mta().queueControl();
        control.pause(new Pause(Pause.Kind.CHANNEL, "smtp-out", "", "test", Instant.EPOCH));
        send("1", "a@hop.test");
        seen.look().is("GroupPaused[smtp-out]", 1).is("GroupPaused[hop.test]", 2);
        seen.is("DestinationState[hop.test]", 4).absent("MtaOldestDue[mta]");
        assertEquals(0, world.hop.sessions(), "nothing goes there");
        control.pause(new Pause(Pause.Kind.DESTINATION, "hop.test", "", "test", Instant.EPOCH));
        control.resume(Pause.Kind.CHANNEL, "smtp-out");
        seen.look().is("GroupPaused[smtp-out]", 2).is("GroupPaused[hop.test]", 1);
        assertEquals(0, world.hop.sessions());
        control.resume(Pause.Kind.DESTINATION, "hop.test");
        seen.look().is("GroupPaused[hop.test]", 2);
        assertEquals(1, world.hop.sessions());
        send("2", "a@held.test");
        seen.look()
                .is("DestinationState[held.test]", 5)
                .absent("DestinationAssociations[held.test]");
    }

    @Test
    void ageGoesFromClassToClass() {
        start(World.Kind.PLAIN);
        send("1", "a@held.test");
        seen.after(Duration.ofMinutes(6));
        connectAgain();
        send("2", "b@held.test", "c@held.test");
        seen.after(Duration.ofMinutes(1));
        seen.is("AgeRecipients[hold 4 300]", 2).is("AgeRecipients[hold 4 600]", 1);
        seen.after(Duration.ofMinutes(4));
        seen.is("AgeRecipients[hold 4 600]", 2).is("AgeRecipients[hold 4 1200]", 1);
        seen.after(Duration.ofDays(2));
        seen.is("AgeRecipients[hold 4 600]", 0).is("AgeRecipients[hold 4 2147483647]", 3);
    }

    @Test
    void countersBeginWithTheirGroupAndTheirMta() {
        start(World.Kind.PLAIN);
        // They began before the agent did.
        seen.look().is("MtaDiscontinuity[mta]", seen.stamp(seen.agentStarted));
        seen.is("GroupDiscontinuity[other]", seen.stamp(seen.agentStarted));
        seen.after(Duration.ofSeconds(3));
        seen.restart(disk -> disk);
        world = seen.world();
        seen.look().is("MtaDiscontinuity[mta]", seen.stamp(world.started));
        assertTrue(world.started > seen.agentStarted);
        seen.is("GroupDiscontinuity[hop.test]", seen.stamp(world.started));
    }
}
