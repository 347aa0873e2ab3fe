package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.IpAddress;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.sim.Await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is said of mailboxes of this server, moved by real sessions: what each value must be is
 * known from what clients sent, what is in the mailboxes, and what users did over POP3.
 */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set by each test
class OwnMailboxTruthTest {
    private static final String ANNA = World.ANNA.toString();
    private static final String EVE = World.EVE.toString();
    private static final IpAddress SECOND = IpAddress.parse("192.0.2.8").orElseThrow();

    @TempDir Path folder;

    private Watched seen;
    private World world;

    private void start() {
        seen = new Watched(World.Kind.MAILBOXES, folder);
        world = seen.world();
    }

    @AfterEach
    void close(TestInfo test) {
        seen.close();
        Proofs.check(test, seen.compared());
    }

    private static String content(String id, int thousands) {
        return Scenario.content(id, thousands);
    }

    /** Octets of Anna's messages without the two fields that final delivery adds. */
    private List<Long> octets() {
        var top = "Return-Path: <sender@client.test>\r\nDelivered-To: " + ANNA + "\r\n";
        return world.octets(World.ANNA).stream().map(octets -> octets - top.length()).toList();
    }

    private static void await(Client client) {
        client.quit();
        client.close();
    }

    @Test
    void whatIsDelivered() {
        start();
        var client = world.connect().greet();
        client.message(content("1", 20), "250", ANNA, EVE);
        world.await("mtaTransmittedRecipients[mta]", "2");
        await(client);
        world.await("applInboundAssociations[mta]", "0");
        client = world.connect(World.LMTP, World.STRANGER).greetByLmtp();
        client.message(content("2", 30), "250", ANNA);
        seen.look();
        var octets = octets();
        assertEquals(2, octets.size());
        long all = octets.get(0) + octets.get(1);
        assertTrue(all > 50_000);
        for (var way : List.of("Received", "Transmitted")) {
            seen.is("MtaHC" + way + "Messages[mta]", 2)
                    .is("MtaHC" + way + "Recipients[mta]", 3)
                    .is("MtaHC" + way + "Octets[mta]", all);
            for (var group : List.of("[local]", "[local.test]")) {
                seen.is("GroupHC" + way + "Messages" + group, 2)
                        .is("GroupHC" + way + "Recipients" + group, 3)
                        .is("GroupHC" + way + "Octets" + group, all);
            }
        }
        seen.is("GroupHCReceivedOctets[smtp-in]", octets.get(0))
                .is("GroupHCReceivedOctets[lmtp-in]", octets.get(1))
                .is("BooksReceived[mta]", 3)
                .is("BooksDelivered[mta]", 3)
                .is("BooksRelayed[mta]", 0)
                .is("BooksImbalance[mta]", 0)
                .is("GroupImbalance[local]", 0)
                .is("GroupImbalance[local.test]", 0)
                .is("MtaDestinations[mta]", 0);
    }

    @Test
    @DisplayName("a mailbox without room: why mail waits, how long it has, and that it goes then")
    void whatWaitsForRoom() {
        start();
        world.fill(World.ANNA);
        var client = world.connect().greet();
        client.message(content("1", 20), "250", ANNA, EVE);
        seen.look();
        await(client);
        seen.after(Duration.ofSeconds(20));
        long waits = world.octets(World.EVE).getFirst();
        seen.is("MtaDeferredRecipients[mta]", 1)
                .is("GroupDeferredRecipients[local]", 1)
                .is("DeferralRecipients[local 3]", 1)
                .is("DeferralWaiting[local 3]", 1)
                .is("DeferralWaiting[local.test 3]", 1)
                .is("StateStoredRecipients[local 3]", 1)
                .is("StateOldestMessage[local 3]", 2000)
                .is("AgeRecipients[local 3 300]", 1)
                .is("DestinationChannel[local.test]", seen.served.group("local"))
                .is("DestinationNextHop[local.test]", "local")
                .is("DestinationLastReply[local.test]", "452 4.2.2 Mailbox is full")
                .is("DestinationReplyClass[local.test]", 3)
                .is("DestinationRecipients[local.test]", 1)
                .is("MtaHCTransmittedRecipients[mta]", 1);
        assertTrue(waits > 20_000);
        world.empty(World.ANNA);
        world.retry();
        seen.look()
                .is("MtaHCTransmittedMessages[mta]", 1)
                .is("MtaHCTransmittedRecipients[mta]", 2)
                .is("GroupHCTransmittedMessages[local]", 1)
                .is("StateStoredRecipients[local 3]", 0)
                .is("MtaDestinations[mta]", 0);
        assertEquals(1, octets().size());
        assertEquals(1, world.octets(World.EVE).size(), "no second copy");
    }

    /** Users who know the password and one who does not, one who is late, one who is lost. */
    @Test
    void whatUsersDo() {
        start();
        var client = world.connect(World.LMTP, World.STRANGER).greetByLmtp();
        for (int thousands : new int[] {2, 3, 200}) {
            client.message(content("" + thousands, thousands), "250", ANNA);
        }
        await(client);
        world.await("applInboundAssociations[mta]", "0");
        var sizes = world.octets(World.ANNA);
        var user = world.connect(World.POP3, World.STRANGER);
        user.login("wrong", "-ERR");
        sessions(1, 0);
        user.say("USER anna", "+OK").say("PASS " + World.PASSWORD, "+OK");
        sessions(0, 1);
        var late = world.connect(World.POP3, SECOND).login(World.PASSWORD, "-ERR [IN-USE]");
        sessions(1, 1);
        seen.look();
        assertEquals(2, pop3().associations().size());
        late.leave();
        user.retrieve(1).retrieve(2).retrieve(2).say("DELE 2", "+OK").leave();
        ends();
        var lost = world.connect(World.POP3, World.STRANGER).login(World.PASSWORD, "+OK");
        lost.say("DELE 1", "+OK").say("RETR 2", "+OK").close();
        ends();
        access(3, sizes.get(0) + 2 * sizes.get(1), 1, sizes.get(1));
        assertEquals(List.of(sizes.get(0), sizes.get(2)), world.octets(World.ANNA));
        assertEquals(
                Map.of(
                        LoginResult.ACCEPTED, 2L,
                        LoginResult.REFUSED, 1L,
                        LoginResult.IN_USE, 1L,
                        LoginResult.THROTTLED, 0L,
                        LoginResult.UNAVAILABLE, 0L,
                        LoginResult.UNFINISHED, 0L),
                requireNonNull(pop3().access()).logins());
        sessions(0, 0);
        assertEquals(3, pop3().accumulatedInbound());
        seen.is("MtaHCReceivedMessages[mta]", 3);
    }

    private MtaSnapshot.Application pop3() {
        return world.snapshot().applications().get(1);
    }

    private void ends() {
        world.await("applInboundAssociations[pop3]", "0");
    }

    private void sessions(double authorization, double transaction) {
        var wanted =
                Map.of("authorization", authorization, "transaction", transaction, "update", 0.0);
        Await.until(
                () -> {
                    var health = world.snapshot().health();
                    return wanted.entrySet().stream()
                            .allMatch(
                                    one ->
                                            one.getValue()
                                                    .equals(
                                                            health.get(
                                                                    "pop3_sessions_"
                                                                            + one.getKey())));
                });
    }

    private void access(long retrieved, long octets, long deleted, long deletedOctets) {
        var access = requireNonNull(pop3().access());
        assertEquals(retrieved, access.retrievedMessages());
        assertEquals(octets, access.retrievedOctets());
        assertEquals(deleted, access.deletedMessages());
        assertEquals(deletedOctets, access.deletedOctets());
    }
}
