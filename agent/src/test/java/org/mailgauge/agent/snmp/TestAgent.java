package org.mailgauge.agent.snmp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Entropy;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An agent on a port of its own, with the snapshot and the clock in the test's hands. */
final class TestAgent implements AutoCloseable {
    static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();
    static final SnmpConfig.Network EVERYWHERE =
            new SnmpConfig.Network(IpAddress.parse("0.0.0.0").orElseThrow(), 0);
    static final String COMMUNITY = "s3cret";
    static final SnmpConfig.User USER = user("noc", SnmpConfig.View.ADMIN);

    final Snapshots.Holder snapshots;
    final TestTime time = new TestTime(Snapshots.START);
    final SnmpAgent agent;

    private TestAgent(Path state, MtaSnapshot snapshot, SnmpConfig config) throws IOException {
        snapshots = new Snapshots.Holder(snapshot);
        agent =
                SnmpAgent.start(
                        () -> Alarmed.picture(snapshots.current()),
                        time,
                        new Chance(1),
                        config,
                        state);
        time.set(Snapshots.at(100));
    }

    static SnmpConfig.User user(String name, SnmpConfig.View view) {
        return new SnmpConfig.User(
                name,
                SnmpConfig.Authentication.SHA_256,
                "an authentication phrase",
                SnmpConfig.Privacy.AES_128,
                "a privacy phrase",
                view);
    }

    static SnmpConfig config() {
        return new SnmpConfig(
                new Endpoint(LOOPBACK, 0),
                List.of(
                        new SnmpConfig.Community(
                                COMMUNITY, List.of(EVERYWHERE), SnmpConfig.View.DETAIL)),
                List.of(USER),
                "mx1.example.test");
    }

    static TestAgent start(Path state, MtaSnapshot snapshot) throws IOException {
        return start(state, snapshot, config());
    }

    static TestAgent start(Path state, MtaSnapshot snapshot, SnmpConfig config) throws IOException {
        return new TestAgent(state, snapshot, config);
    }

    Endpoint endpoint() {
        return new Endpoint(LOOPBACK, agent.boundPort());
    }

    SnmpClient community() throws IOException {
        return SnmpClient.community(endpoint(), COMMUNITY);
    }

    SnmpClient user() throws IOException {
        return SnmpClient.user(endpoint(), USER);
    }

    static PDU ask(SnmpClient client, int type, String... oids) throws IOException {
        var pdu = client.request(type);
        for (var oid : oids) {
            pdu.add(new VariableBinding(new OID(oid)));
        }
        return client.send(pdu);
    }

    static PDU bulk(SnmpClient client, int single, int repetitions, String... oids)
            throws IOException {
        var pdu = client.request(PDU.GETBULK);
        pdu.setNonRepeaters(single);
        pdu.setMaxRepetitions(repetitions);
        for (var oid : oids) {
            pdu.add(new VariableBinding(new OID(oid)));
        }
        return client.send(pdu);
    }

    /** Everything below an OID, by GETNEXT or, with repetitions, by GETBULK. */
    static List<VariableBinding> walk(SnmpClient client, String root, int repetitions)
            throws IOException {
        var found = new ArrayList<VariableBinding>();
        @Nullable OID at = new OID(root);
        while (at != null) {
            var pdu = client.request(repetitions == 0 ? PDU.GETNEXT : PDU.GETBULK);
            if (repetitions > 0) {
                pdu.setMaxRepetitions(repetitions);
            }
            pdu.add(new VariableBinding(at));
            at = null;
            for (var binding : client.send(pdu).getVariableBindings()) {
                if (binding.isException() || !binding.getOid().startsWith(new OID(root))) {
                    return found;
                }
                found.add(binding);
                at = binding.getOid();
            }
        }
        return found;
    }

    @Override
    public void close() {
        agent.close();
    }

    /** Chance that repeats. */
    static final class Chance implements Entropy {
        private final Random random;

        Chance(long seed) {
            random = new Random(seed);
        }

        @Override
        public long bits() {
            return random.nextLong();
        }

        @Override
        public void fill(byte[] into) {
            random.nextBytes(into);
        }
    }
}
