package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.address.Endpoint;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** SNMPv3's user-based security, from the outside. */
class UsmTest {
    private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";

    @TempDir Path state;

    private static String refusal(TestAgent agent, SnmpConfig.User user) throws IOException {
        try (var client = SnmpClient.user(agent.endpoint(), user).impatient(1000)) {
            return String.valueOf(
                    assertThrows(SnmpFailure.class, () -> TestAgent.ask(client, PDU.GET, UP_TIME))
                            .getMessage());
        }
    }

    @Test
    void whoIsNotKnownOrHasAWrongPassphraseGetsAReport() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full())) {
            var counters = agent.agent.counters();
            assertTrue(
                    refusal(agent, TestAgent.user("nobody", SnmpConfig.View.DETAIL))
                            .contains("does not know this user"));
            assertEquals(1, counters.total(SnmpConstants.usmStatsUnknownUserNames));
            assertEquals(
                    "udp %s: the agent refuses the authentication passphrase"
                            .formatted(agent.endpoint()),
                    refusal(agent, with("a wrong phrase", TestAgent.USER.privacyPassphrase())));
            assertTrue(counters.total(SnmpConstants.usmStatsWrongDigests) >= 1);
            refusal(agent, with(TestAgent.USER.authenticationPassphrase(), "another wrong phrase"));
            try (var client = agent.user()) {
                assertEquals(PDU.noError, TestAgent.ask(client, PDU.GET, UP_TIME).getErrorStatus());
            }
        }
    }

    private static SnmpConfig.User with(String authentication, String privacy) {
        return new SnmpConfig.User(
                TestAgent.USER.name(),
                SnmpConfig.Authentication.SHA_256,
                authentication,
                SnmpConfig.Privacy.AES_128,
                privacy,
                SnmpConfig.View.DETAIL);
    }

    @Test
    void anUnauthenticatedQuestionIsAnsweredByAReportOfAtMostTwiceItsLength() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var relay = new Relay(agent.endpoint());
                var client = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            TestAgent.ask(client, PDU.GET, UP_TIME);
            // The first message of a manager asks for the engine id, in the clear.
            int asked = relay.requests().getFirst().length;
            int answered = relay.responses().getFirst().length;
            assertTrue(answered <= 2 * asked, () -> asked + " octets, then " + answered);
        }
    }

    @Test
    void aKnownUserWithoutAuthenticationSeesNothing() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var client = agent.user()) {
            client.level(org.snmp4j.security.SecurityLevel.NOAUTH_NOPRIV);
            var response = TestAgent.ask(client, PDU.GET, UP_TIME);
            assertEquals(PDU.authorizationError, response.getErrorStatus());
            client.level(org.snmp4j.security.SecurityLevel.AUTH_NOPRIV);
            assertEquals(
                    PDU.authorizationError,
                    TestAgent.ask(client, PDU.GETNEXT, "1.3").getErrorStatus());
        }
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource({
        "SHA_1,AES_128",
        "SHA_224,AES_128",
        "SHA_384,AES_192",
        "SHA_512,AES_256",
        "SHA_256,NONE",
        "MD5,DES"
    })
    void theOtherProtocolsWork(SnmpConfig.Authentication authentication, SnmpConfig.Privacy privacy)
            throws IOException {
        var user =
                new SnmpConfig.User(
                        "x",
                        authentication,
                        "authenticate me",
                        privacy,
                        "keep it private",
                        SnmpConfig.View.DETAIL);
        var config =
                new SnmpConfig(
                        new Endpoint(TestAgent.LOOPBACK, 0), List.of(), List.of(user), "h.test");
        try (var agent = TestAgent.start(state, Snapshots.full(), config);
                var client = SnmpClient.user(agent.endpoint(), user)) {
            assertEquals(
                    "h.test",
                    TestAgent.ask(client, PDU.GET, "1.3.6.1.2.1.1.5.0")
                            .get(0)
                            .getVariable()
                            .toString());
        }
    }

    @Test
    void aReplayIsRefusedOnceTheTimeWindowIsOver() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full());
                var relay = new Relay(agent.endpoint());
                var client = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            TestAgent.ask(client, PDU.GET, UP_TIME);
            var recorded = relay.requests().getLast();
            var counters = agent.agent.counters();
            long before = counters.total(SnmpConstants.usmStatsNotInTimeWindows);
            agent.time.set(Snapshots.at(100 + 151));
            assertTrue(Relay.ask(agent.endpoint(), recorded, 2000).isPresent(), "a report");
            assertEquals(before + 1, counters.total(SnmpConstants.usmStatsNotInTimeWindows));
            agent.time.set(Snapshots.at(100 + 149));
            assertTrue(Relay.ask(agent.endpoint(), recorded, 2000).isPresent());
            assertEquals(before + 1, counters.total(SnmpConstants.usmStatsNotInTimeWindows));
        }
    }

    @Test
    void aReplayIsRefusedAfterARestart() throws IOException {
        byte[] recorded;
        try (var agent = TestAgent.start(state, Snapshots.full());
                var relay = new Relay(agent.endpoint());
                var client = SnmpClient.user(relay.endpoint(), TestAgent.USER)) {
            TestAgent.ask(client, PDU.GET, UP_TIME);
            recorded = relay.requests().getLast();
        }
        try (var agent = TestAgent.start(state, Snapshots.full())) {
            assertTrue(Relay.ask(agent.endpoint(), recorded, 2000).isPresent(), "a report");
            assertEquals(1, agent.agent.counters().total(SnmpConstants.usmStatsNotInTimeWindows));
        }
    }

    @Test
    void severalAgentsInOneProcessShareNothing(@TempDir Path other) throws IOException {
        try (var one = TestAgent.start(state, Snapshots.full());
                var two = TestAgent.start(other, Snapshots.uniform(42), configFor("second"));
                var first = one.user();
                var second =
                        SnmpClient.user(
                                two.endpoint(), TestAgent.user("second", SnmpConfig.View.DETAIL))) {
            assertEquals("5", received(first));
            assertEquals("42", received(second));
            refusal(two, TestAgent.USER);
            assertEquals(0, one.agent.counters().total(SnmpConstants.usmStatsUnknownUserNames));
            assertFalse(one.agent.boundPort() == two.agent.boundPort());
        }
        try (var chance = TestAgent.start(other, Snapshots.uniform(1), configFor("third"))) {
            assertEquals(2, chance.agent.engine().boots());
        }
    }

    private static SnmpConfig configFor(String user) {
        return new SnmpConfig(
                new Endpoint(TestAgent.LOOPBACK, 0),
                List.of(),
                List.of(TestAgent.user(user, SnmpConfig.View.DETAIL)),
                "two.example.test");
    }

    private static String received(SnmpClient client) throws IOException {
        var oid = "1.3.6.1.2.1.28.1.1.1.1001";
        return TestAgent.ask(client, PDU.GET, oid).get(0).getVariable().toString();
    }
}
