package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.agent.snmp.notify.Receiver;
import org.snmp4j.PDU;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running agent gets another configuration. */
class AgentReloadTest {
    private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";
    private static final String CONTACT = "1.3.6.1.2.1.1.4.0";
    private static final String BOOTS = "1.3.6.1.6.3.10.2.1.2.0";
    private static final String OUT_PACKETS = "1.3.6.1.2.1.11.1.0";
    private static final String ASSOCIATIONS = "1.3.6.1.2.1.27.2.1.2";
    private static final String USERS = "1.3.6.1.6.3.15.1.2.2.1.3";
    private static final String TARGETS = "1.3.6.1.6.3.12.1.2.1.3";
    private static final long SILENT_MILLIS = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path state;

    private static SnmpConfig config(
            List<SnmpConfig.Community> communities, SnmpConfig.User user, String contact) {
        var usual = TestAgent.config();
        return new SnmpConfig(
                usual.listen(),
                communities,
                List.of(user),
                usual.responseOctets(),
                usual.bulkOctets(),
                usual.name(),
                contact,
                "",
                null,
                usual.rates(),
                usual.notifications(),
                SecureConfig.NONE);
    }

    private static SnmpConfig.Community community(String name, SnmpConfig.View view) {
        return new SnmpConfig.Community(name, List.of(TestAgent.EVERYWHERE), view);
    }

    private static String get(SnmpClient client, String oid) throws IOException {
        return TestAgent.ask(client, PDU.GET, oid).get(0).getVariable().toString();
    }

    private static void assertSilent(TestAgent test, String community) throws IOException {
        try (var client =
                SnmpClient.community(test.endpoint(), community).impatient(SILENT_MILLIS)) {
            assertThrows(SnmpFailure.class, () -> TestAgent.ask(client, PDU.GET, UP_TIME));
        }
    }

    @Test
    void otherCommunitiesAnswerAndTheirViewsHold() throws IOException {
        try (var test = TestAgent.start(state, Snapshots.full())) {
            try (var old = test.community()) {
                assertFalse(TestAgent.walk(old, ASSOCIATIONS, 10).isEmpty());
            }
            test.agent
                    .prepare(
                            config(
                                    List.of(community("other", SnmpConfig.View.SUMMARY)),
                                    TestAgent.USER,
                                    "noc@a.test"))
                    .begin();
            assertSilent(test, TestAgent.COMMUNITY);
            try (var client = SnmpClient.community(test.endpoint(), "other")) {
                assertEquals("noc@a.test", get(client, CONTACT));
                assertTrue(TestAgent.walk(client, ASSOCIATIONS, 10).isEmpty(), "summary only");
            }
            test.agent.prepare(config(List.of(), TestAgent.USER, "")).begin();
            assertSilent(test, "other");
            test.agent
                    .prepare(
                            config(
                                    List.of(community("third", SnmpConfig.View.DETAIL)),
                                    TestAgent.USER,
                                    ""))
                    .begin();
            try (var client = SnmpClient.community(test.endpoint(), "third")) {
                assertFalse(TestAgent.walk(client, ASSOCIATIONS, 10).isEmpty());
            }
        }
    }

    @Test
    void whatIsPreparedOnlyIsNotInForce() throws IOException {
        try (var test = TestAgent.start(state, Snapshots.full());
                var client = test.community()) {
            test.agent.prepare(config(List.of(), TestAgent.USER, "noc"));
            assertEquals("", get(client, CONTACT));
        }
    }

    @Test
    void otherUsersAnswerOverOneEngineWhoseClockGoesOn() throws IOException {
        var other = TestAgent.user("other", SnmpConfig.View.ADMIN);
        try (var test = TestAgent.start(state, Snapshots.full())) {
            String boots;
            long packets;
            try (var client = test.user()) {
                boots = get(client, BOOTS);
                packets = Long.parseLong(get(client, OUT_PACKETS));
            }
            test.agent.prepare(config(List.of(), other, "")).begin();
            test.time.set(Snapshots.at(110));
            try (var old = test.user().impatient(SILENT_MILLIS)) {
                assertThrows(SnmpFailure.class, () -> TestAgent.ask(old, PDU.GET, UP_TIME));
            }
            try (var client = SnmpClient.user(test.endpoint(), other)) {
                assertEquals(boots, get(client, BOOTS), "no start, as far as managers see");
                var upTime = TestAgent.ask(client, PDU.GET, UP_TIME).get(0).getVariable().toLong();
                assertEquals(11_000, upTime, "sysUpTime goes on");
                assertTrue(Long.parseLong(get(client, OUT_PACKETS)) > packets, "counts go on");
                var users = TestAgent.walk(client, USERS, 0);
                assertEquals(1, users.size());
                assertEquals("other", users.getFirst().getVariable().toString());
            }
        }
    }

    @Test
    void ratesAndReceiversAreThoseOfNow() throws IOException {
        try (var test = TestAgent.start(state, Snapshots.full())) {
            var to = new Receiver(test.endpoint(), "n0tify", "", false, Duration.ofSeconds(1), 1);
            test.agent
                    .prepare(
                            TestAgent.config()
                                    .reached(null, new SnmpConfig.Rates(1, 0))
                                    .notifying(new NotifyConfig(List.of(to), 10, null)))
                    .begin();
            try (var client = test.community().impatient(SILENT_MILLIS)) {
                for (int i = 0; i < SourceRates.BURST_SECONDS; i++) {
                    get(client, UP_TIME);
                }
                assertThrows(SnmpFailure.class, () -> get(client, UP_TIME), "over its rate");
            }
            test.time.set(Snapshots.at(1000));
            test.agent
                    .prepare(TestAgent.config().notifying(new NotifyConfig(List.of(to), 10, null)))
                    .begin();
            try (var client = test.user()) {
                assertEquals(1, TestAgent.walk(client, TARGETS, 0).size());
            }
        }
    }
}
