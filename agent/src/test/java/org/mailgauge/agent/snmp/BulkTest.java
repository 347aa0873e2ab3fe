package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.address.Endpoint;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** GETBULK: what is in a response, how long it is, and of what moment. */
class BulkTest {
    private static final String GROUP = "1.3.6.1.2.1.28.2.1";

    @TempDir Path state;

    @Test
    void nonRepeatersComeOnceAndRepetitionsRowByRow() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community()) {
            var response =
                    TestAgent.bulk(
                            client, 1, 2, "1.3.6.1.2.1.1.3", GROUP + ".4", GROUP + ".25.1001.1001");
            assertEquals(
                    List.of(
                            "1.3.6.1.2.1.1.3.0",
                            GROUP + ".4.1001.1003",
                            GROUP + ".25.1001.1003",
                            GROUP + ".4.1001.1004",
                            GROUP + ".25.1001.1004"),
                    oids(response));
            assertEquals(List.of(), oids(TestAgent.bulk(client, 0, 0, GROUP)));
            assertEquals(
                    List.of("1.3.6.1.2.1.1.3.0"),
                    oids(TestAgent.bulk(client, 5, 10, "1.3.6.1.2.1.1.3")));
            assertEquals(
                    List.of("1.3.6.1.2.1.1.3.0"),
                    oids(TestAgent.bulk(client, 1, 10, "1.3.6.1.2.1.1.3")));
        }
    }

    @Test
    void theEndOfTheViewIsSaidOnceForEachColumn() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.community()) {
            var all = TestAgent.walk(client, "1.3", 50);
            var last = all.getLast().getOid().toDottedString();
            var before = all.get(all.size() - 2).getOid().toDottedString();
            var response = TestAgent.bulk(client, 0, 50, before, last);
            assertEquals(List.of(last, last, last, last), oids(response));
            assertEquals(
                    List.of(false, true, true, true),
                    response.getVariableBindings().stream()
                            .map(VariableBinding::isException)
                            .toList());
        }
    }

    private static List<String> oids(PDU response) {
        return response.getVariableBindings().stream()
                .map(binding -> binding.getOid().toDottedString())
                .toList();
    }

    @Test
    void noResponseIsLongerThan1400OctetsWhateverIsAskedFor() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.crowded(2000));
                var relay = new Relay(agent.endpoint());
                var v2 = SnmpClient.community(relay.endpoint(), TestAgent.COMMUNITY);
                var v3 = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            for (var client : List.of(v2, v3)) {
                for (int columns : new int[] {1, 2, 4, 40, 128}) {
                    for (int single : new int[] {0, 1, 128}) {
                        for (int repetitions : new int[] {0, 1, 10, 500, Integer.MAX_VALUE}) {
                            var oids = new String[columns];
                            Arrays.setAll(oids, i -> "1.3.6.1.2.1.27.2.1." + (2 + i % 4));
                            var response = TestAgent.bulk(client, single, repetitions, oids);
                            assertEquals(PDU.noError, response.getErrorStatus());
                        }
                    }
                }
            }
            int longest = relay.responses().stream().mapToInt(r -> r.length).max().orElse(0);
            assertTrue(longest <= 1400, () -> "a response of " + longest + " octets");
            assertTrue(longest > 1300, () -> "room was left: " + longest + " octets");
        }
    }

    @Test
    void aLongWalkByLargeBulksIsComplete() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.crowded(2000));
                var client = agent.community()) {
            var found = TestAgent.walk(client, "1.3.6.1.2.1.27.2.1", 500);
            assertEquals(4 * 2000, found.size());
            assertEquals(new OID("1.3.6.1.2.1.27.2.1.5.1001.2000"), found.getLast().getOid());
        }
    }

    private SnmpAgent showing(SnapshotSource source) throws IOException {
        return SnmpAgent.start(
                source,
                new TestTime(Snapshots.at(1)),
                new TestAgent.Chance(2),
                TestAgent.config(),
                state);
    }

    private static SnmpClient client(SnmpAgent agent) throws IOException {
        return SnmpClient.community(
                new Endpoint(TestAgent.LOOPBACK, agent.boundPort()), TestAgent.COMMUNITY);
    }

    /** A source that has something new whenever it is asked. */
    private static final class Restless implements SnapshotSource {
        private final AtomicLong sequence = new AtomicLong();

        @Override
        public MtaSnapshot current() {
            return Snapshots.uniform(sequence.incrementAndGet());
        }

        @Override
        public MtaSnapshot fresh() {
            return current();
        }
    }

    @Test
    void noResponseMixesTwoSnapshots() throws IOException {
        try (var agent = showing(new Restless());
                var client = client(agent)) {
            var seen = new HashSet<String>();
            for (int i = 0; i < 2000; i++) {
                var response =
                        TestAgent.bulk(
                                client,
                                0,
                                10,
                                "1.3.6.1.2.1.28.1.1.1",
                                GROUP + ".2",
                                GROUP + ".4",
                                GROUP + ".11");
                var values = new HashSet<String>();
                for (var binding : response.getVariableBindings()) {
                    var oid = binding.getOid();
                    boolean counted =
                            oid.startsWith(new OID("1.3.6.1.2.1.28.1.1.1"))
                                    || oid.startsWith(new OID(GROUP + ".2"))
                                    || oid.startsWith(new OID(GROUP + ".4"))
                                    || oid.startsWith(new OID(GROUP + ".11"));
                    if (counted) {
                        values.add(binding.getVariable().toString());
                    }
                }
                assertEquals(1, values.size(), () -> "mixed: " + values);
                assertTrue(seen.addAll(values), "a snapshot was seen twice");
            }
        }
    }

    /** A source that has other levels whenever it is asked, spread over the four queue states. */
    private static final class Shaken implements SnapshotSource {
        private final Random random = new Random(20_261_129);
        private long sequence;

        @Override
        public synchronized MtaSnapshot current() {
            return Snapshots.inStates(++sequence, random);
        }

        @Override
        public MtaSnapshot fresh() {
            return current();
        }
    }

    @Test
    void whatIsStoredIsTheSumOverTheStatesInEachResponse() throws IOException {
        var asked = new ArrayList<>(List.of("1.3.6.1.2.1.28.1.1.2", "1.3.6.1.2.1.28.1.1.8"));
        for (int state = 1001; state <= 1004; state++) {
            asked.add(GROUP + ".4.1001." + (state - 1));
        }
        for (int state = 1001; state <= 1004; state++) {
            asked.add(GROUP + ".10.1001." + (state - 1));
        }
        try (var agent = showing(new Shaken());
                var client = client(agent)) {
            var seen = new HashSet<Long>();
            for (int i = 0; i < 2000; i++) {
                var found =
                        TestAgent.bulk(client, asked.size(), 0, asked.toArray(String[]::new))
                                .getVariableBindings();
                assertEquals(GROUP + ".10.1001.1004", found.getLast().getOid().toDottedString());
                assertEquals(sum(found, 2), sum(found, 0, 1), "messages");
                assertEquals(sum(found, 6), sum(found, 1, 1), "recipients");
                seen.add(sum(found, 1, 1));
            }
            assertTrue(seen.size() > 1000, "they differ");
        }
    }

    private static long sum(List<? extends VariableBinding> found, int from) {
        return sum(found, from, 4);
    }

    private static long sum(List<? extends VariableBinding> found, int from, int count) {
        return found.subList(from, from + count).stream()
                .mapToLong(binding -> binding.getVariable().toLong())
                .sum();
    }

    @Test
    void withoutARequestToPinItToASnapshotWouldMix() {
        var source =
                new Pinned.Source(
                        Picture.Source.of(new Restless()),
                        new TestTime(Snapshots.at(1)),
                        Snapshots.START);
        var table = new SnapshotTable(3, source);
        assertNotEquals(
                table.value(new OID(GROUP + ".2.1001.1001"), null),
                table.value(new OID(GROUP + ".4.1001.1001"), null));
    }
}
