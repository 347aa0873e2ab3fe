package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.sim.Await;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** How little an agent answers to those who ask too much, or whom it does not know. */
class FloodTest {
    private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";

    @TempDir Path state;

    private TestAgent agent(int requests, int octets) throws IOException {
        return TestAgent.start(state, Snapshots.crowded(2000), rates(requests, octets));
    }

    private static SnmpConfig rates(int requests, int octets) {
        return TestAgent.config().reached(null, new SnmpConfig.Rates(requests, octets));
    }

    /** A request of a kind, as octets. */
    private static byte[] recorded(TestAgent agent, boolean bulk) throws IOException {
        try (var relay = new Relay(agent.endpoint());
                var client = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY)) {
            if (bulk) {
                TestAgent.bulk(client, 0, 100, "1.3.6.1.2.1.27.2.1");
            } else {
                TestAgent.ask(client, PDU.GET, UP_TIME);
            }
            return relay.requests().getLast();
        }
    }

    @Test
    void aSourceThatAsksTooOftenMeetsSilenceUntilItsRateAllows() throws IOException {
        try (var agent = agent(5, 0)) {
            var request = recorded(agent, false);
            for (int i = 1; i < 10; i++) {
                assertTrue(Relay.ask(agent.endpoint(), request, 5000).isPresent(), "of the burst");
            }
            assertEquals(Optional.empty(), Relay.ask(agent.endpoint(), request, 200));
            var counters = agent.agent.counters();
            assertEquals(1, counters.total(Counters.DROPPED_FOR_RATE));
            agent.time.set(Snapshots.at(100.3));
            assertTrue(Relay.ask(agent.endpoint(), request, 5000).isPresent());
        }
    }

    @Test
    void whatIsDroppedIsServedAsItIs() throws IOException {
        try (var agent = agent(5, 0);
                var client = agent.community()) {
            var request = recorded(agent, false);
            agent.time.set(Snapshots.at(200));
            for (int i = 0; i < 10; i++) {
                assertTrue(Relay.ask(agent.endpoint(), request, 5000).isPresent(), "of the burst");
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(Optional.empty(), Relay.ask(agent.endpoint(), request, 100));
            }
            agent.time.set(Snapshots.at(300));
            assertEquals("3", value(client, "mailgaugeAgentDroppedForRate.0"));
            assertEquals("0", value(client, "mailgaugeAgentDroppedForLoad.0"));
        }
    }

    private static String value(SnmpClient client, String name) throws IOException {
        var oid = MibNames.instance().resolve(name).toDottedString();
        return TestAgent.ask(client, PDU.GET, oid).get(0).getVariable().toString();
    }

    /** The listener waits for a picture; what comes then waits for it, or the kernel drops it. */
    @Test
    void whatNobodyHasTimeForIsDroppedAndServedAsItIs() throws IOException {
        int asked = 10_000;
        var go = new CountDownLatch(1);
        var held = new AtomicBoolean();
        var time = new TestTime(Snapshots.at(100));
        byte[] request;
        try (var other = agent(0, 0)) {
            request = recorded(other, true);
        }
        try (var agent =
                        SnmpAgent.start(
                                () -> picture(held, go),
                                time,
                                new TestAgent.Chance(1),
                                rates(0, 0),
                                state);
                var client =
                        SnmpClient.community(
                                new Endpoint(TestAgent.LOOPBACK, agent.boundPort()),
                                TestAgent.COMMUNITY);
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertEquals("0", value(client, "mailgaugeAgentDroppedForLoad.0"));
            long before = agent.counters().total(SnmpConstants.snmpInPkts);
            held.set(true);
            var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.boundPort());
            for (int i = 0; i < asked; i++) {
                socket.send(new DatagramPacket(request, request.length, to));
            }
            held.set(false);
            go.countDown();
            // Each has been answered or dropped; before, the client's own might be dropped too.
            var kernel = new SocketDrops(List.of(to));
            var seconds = new AtomicLong();
            Await.until(
                    () ->
                            agent.counters().total(SnmpConstants.snmpInPkts)
                                            - before
                                            + kernel.total(
                                                            Snapshots.at(
                                                                    (double) seconds.addAndGet(1)))
                                                    .orElseThrow()
                                    == asked);
            time.set(Snapshots.at(102));
            long came = agent.counters().total(SnmpConstants.snmpInPkts) - before;
            long dropped = Long.parseLong(value(client, "mailgaugeAgentDroppedForLoad.0"));
            assertTrue(dropped > 0, came + " came");
            assertEquals(asked - dropped, came);
        }
    }

    private static Picture picture(AtomicBoolean held, CountDownLatch go) {
        try {
            if (held.get()) {
                go.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Picture.of(Snapshots.full());
    }

    @Test
    void aCommunityGetsAtMost1400OctetsABulkAndItsOctetRateInAll() throws IOException {
        try (var agent = agent(0, 3500)) {
            var request = recorded(agent, true);
            int octets = 0;
            int answers = 1;
            var answer = Relay.ask(agent.endpoint(), request, 5000);
            while (answer.isPresent()) {
                assertTrue(answer.get().length <= 1400);
                octets += answer.get().length;
                answers++;
                answer = Relay.ask(agent.endpoint(), request, 200);
            }
            // A burst of 7,000, and the answer that crosses it.
            assertTrue(octets <= 7000 + 1400 && answers <= 6, octets + " in " + answers);
            agent.time.set(Snapshots.at(102));
            assertTrue(Relay.ask(agent.endpoint(), request, 5000).isPresent());
        }
    }

    @Test
    void theShortestMessageGetsAReportOfAtMostTwiceItsLength() throws IOException {
        // SNMPv3, a GET of nothing, reportable, engine and user unknown.
        var least =
                HexFormat.of()
                        .parseHex(
                                "3037020103"
                                        + "300d020101020205dc040104020103"
                                        + "0410300e0400020100020100040004000400"
                                        + "301104000400a00b0201010201000201003000");
        try (var agent = agent(0, 0)) {
            int answered =
                    Relay.ask(agent.endpoint(), least, 500).map(octets -> octets.length).orElse(0);
            assertTrue(answered <= 2 * least.length, answered + " to " + least.length);
            // What asks for no report gets none.
            least[16] = 0;
            assertEquals(Optional.empty(), Relay.ask(agent.endpoint(), least, 200));
        }
    }

    @Test
    void whatNobodyKnowsGetsNothing() throws IOException {
        try (var agent = agent(0, 0)) {
            var request = recorded(agent, false);
            var wrong = request.clone();
            wrong[7] ^= 1;
            assertEquals(Optional.empty(), Relay.ask(agent.endpoint(), wrong, 200));
            assertTrue(Relay.ask(agent.endpoint(), request, 5000).isPresent());
        }
    }

    @Test
    void nothingThatComesInIsWrittenDown() throws IOException {
        try (var agent = agent(0, 0);
                var user = agent.user()) {
            var engine = Files.readAllBytes(state.resolve(Engine.FILE));
            var set = user.request(PDU.SET);
            set.add(
                    new org.snmp4j.smi.VariableBinding(
                            new org.snmp4j.smi.OID("1.3.6.1.6.3.1.1.6.1.0"),
                            new org.snmp4j.smi.Integer32(0)));
            assertEquals(PDU.noAccess, user.send(set).getErrorStatus());
            assertArrayEquals(engine, Files.readAllBytes(state.resolve(Engine.FILE)));
            try (var files = Files.list(state)) {
                assertEquals(1, files.count());
            }
        }
    }
}
