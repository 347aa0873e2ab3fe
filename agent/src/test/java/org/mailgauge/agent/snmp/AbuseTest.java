package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.truth.StoredMail;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What nobody should send, and what somebody will. */
class AbuseTest {
    private static final int MUTANTS = 10_000;

    @TempDir Path state;

    /** Messages of every kind that a manager sends. */
    private static List<byte[]> messages(Endpoint agent) throws IOException {
        try (var relay = new Relay(agent);
                var v2 = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY);
                var v3 = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            for (var client : List.of(v2, v3)) {
                TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.28.1.1.1.1001");
                TestAgent.ask(client, PDU.GETNEXT, "1.3.6.1.2.1.28");
                TestAgent.bulk(client, 0, 10, "1.3.6.1.2.1.28");
                var set = client.request(PDU.SET);
                set.add(new VariableBinding(new OID("1.3.6.1.2.1.1.5.0"), new Integer32(1)));
                client.send(set);
            }
            return relay.requests();
        }
    }

    private static byte[] mutant(List<byte[]> messages, Random random) {
        var octets = messages.get(random.nextInt(messages.size())).clone();
        for (int times = 1 + random.nextInt(4); times > 0 && octets.length > 0; times--) {
            int at = random.nextInt(octets.length);
            octets =
                    switch (random.nextInt(5)) {
                        case 0 -> Arrays.copyOf(octets, at);
                        case 1 -> Arrays.copyOf(octets, octets.length + random.nextInt(40));
                        case 2 -> changed(octets, at, (byte) random.nextInt(256));
                        case 3 -> changed(octets, at, (byte) (0x80 | random.nextInt(8)));
                        default ->
                                changed(octets, at, (byte) (octets[at] ^ 1 << random.nextInt(8)));
                    };
        }
        return octets;
    }

    private static byte[] changed(byte[] octets, int at, byte value) {
        octets[at] = value;
        return octets;
    }

    @Test
    void tenThousandMutantsChangeNothingAndAreAnsweredBriefly() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community();
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var messages = messages(agent.endpoint());
            var before = TestAgent.walk(client, "1.3.6.1.2.1.28", 25);
            var to =
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), agent.agent.boundPort());
            var random = new Random(20_260_301);
            int longest = 0;
            for (int i = 0; i < MUTANTS; i++) {
                var octets = mutant(messages, random);
                socket.send(new DatagramPacket(octets, octets.length, to));
                if (i % 100 == 0) {
                    // Alive, and the queue has been worked off.
                    TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.1.3.0");
                    longest = Math.max(longest, drain(socket));
                }
            }
            longest = Math.max(longest, drain(socket));
            int most = longest;
            assertTrue(most > 0 && most <= 1400, () -> "an answer of " + most + " octets");
            assertEquals(before, TestAgent.walk(client, "1.3.6.1.2.1.28", 25));
            var counters = agent.agent.counters();
            assertTrue(counters.total(SnmpConstants.snmpInASNParseErrs) > 1000);
            assertTrue(counters.total(SnmpConstants.snmpInPkts) > MUTANTS);
        }
    }

    /** In the same server; a message after every 250 mutants. */
    @Test
    void mailGoesOnBesideTenThousandMutants() throws IOException {
        try (var mail = new StoredMail();
                var agent =
                        SnmpAgent.start(
                                mail.mta().snapshots(),
                                mail.time(),
                                new TestAgent.Chance(1),
                                TestAgent.config(),
                                state);
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var at = new Endpoint(TestAgent.LOOPBACK, agent.boundPort());
            var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), at.port());
            var messages = messages(at);
            var random = new Random(20_261_129);
            try (var client = SnmpClient.community(at, TestAgent.COMMUNITY)) {
                for (int sent = 1; sent <= MUTANTS / 250; sent++) {
                    for (int i = 0; i < 250; i++) {
                        var octets = mutant(messages, random);
                        socket.send(new DatagramPacket(octets, octets.length, to));
                        if (i % 50 == 0) {
                            TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.1.3.0");
                            drain(socket);
                        }
                    }
                    mail.send(sent);
                    mail.mta().snapshots().fresh();
                    // Three were there, one of them to two recipients; and all came that were sent.
                    assertEquals(3 + sent, number(client, "mtaReceivedMessages.1001"));
                    assertEquals(3 + sent, number(client, "mtaStoredMessages.1001"));
                    assertEquals(4 + sent, number(client, "mtaStoredRecipients.1001"));
                    assertEquals(0, number(client, "mailgaugeBooksImbalance.1001"));
                }
            }
            assertTrue(agent.counters().total(SnmpConstants.snmpInPkts) > MUTANTS);
        }
    }

    private static long number(SnmpClient client, String name) throws IOException {
        var oid = MibNames.instance().resolve(name).toDottedString();
        return TestAgent.ask(client, PDU.GET, oid).get(0).getVariable().toLong();
    }

    /** The longest answer that has come. */
    private static int drain(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(1);
        int longest = 0;
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                socket.receive(packet);
                longest = Math.max(longest, packet.getLength());
            }
        } catch (SocketTimeoutException _) {
            return longest;
        }
    }

    @Test
    void answersAndNotificationsThatComeInAreNotAnswered() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community().impatient(200)) {
            for (int type : new int[] {PDU.RESPONSE, PDU.INFORM}) {
                var pdu = client.request(type);
                pdu.add(new VariableBinding(new OID("1.3.6.1.2.1.1.3.0")));
                client.exchange(pdu);
            }
            assertTrue(agent.agent.counters().total(SnmpConstants.snmpUnknownPDUHandlers) >= 1);
        }
    }

    @Test
    void publicIsRefusedOffLoopback() {
        var open =
                new SnmpConfig.Community(
                        "Public", List.of(TestAgent.EVERYWHERE), SnmpConfig.View.DETAIL);
        var everywhere = new Endpoint(IpAddress.parse("0.0.0.0").orElseThrow(), 161);
        assertThrows(
                IllegalArgumentException.class,
                () -> new SnmpConfig(everywhere, List.of(open), List.of(), "h.test"));
    }

    @Test
    void secretsAreNotInTheTextOfTheConfiguration() {
        var text = TestAgent.config().toString();
        assertTrue(text.contains("noc"));
        assertTrue(!text.contains("s3cret") && !text.contains("phrase"), text);
    }

    @Test
    void wildcardAgentsAnswerFromTheAddressThatWasAsked() throws IOException {
        var config =
                new SnmpConfig(
                        new Endpoint(IpAddress.parse("0.0.0.0").orElseThrow(), 0),
                        List.of(
                                new SnmpConfig.Community(
                                        TestAgent.COMMUNITY,
                                        List.of(TestAgent.EVERYWHERE),
                                        SnmpConfig.View.DETAIL)),
                        List.of(TestAgent.USER),
                        "h.test");
        try (var agent = TestAgent.start(state, Snapshots.full(), config);
                var relay = new Relay(agent.endpoint());
                var client = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY)) {
            TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.1.5.0");
            var question = relay.requests().getLast();
            var addresses =
                    NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .filter(a -> a instanceof Inet4Address && !a.isLinkLocalAddress())
                            .toList();
            for (var address : addresses) {
                // A connected socket hears nothing that comes from another address.
                try (var socket = new DatagramSocket()) {
                    socket.setSoTimeout(5000);
                    socket.connect(address, agent.agent.boundPort());
                    socket.send(new DatagramPacket(question, question.length));
                    var answer = new DatagramPacket(new byte[1500], 1500);
                    socket.receive(answer);
                    assertTrue(answer.getLength() > 0);
                }
            }
            assertTrue(!addresses.isEmpty());
        }
    }
}
