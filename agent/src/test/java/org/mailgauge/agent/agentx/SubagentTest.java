package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.agentx.AgentxConfig.Master;
import org.mailgauge.host.HostTasks;
import org.mailgauge.port.Net;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimTime;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The sub-agent over a network in memory, on simulated time. */
class SubagentTest {
    private static final String PATH = "/run/agentx/master";
    private static final OID REGION = new OID("1.3.6.1.2.1.28.1.1");
    private static final Duration PING = Duration.ofSeconds(15);

    private final SimTime time = new SimTime();
    private final SimNet net = new SimNet(time, 1);
    private final HostTasks tasks = new HostTasks(1);

    /** One instance: the TimeStamp of a moment 10 s after this test began. */
    private final long event = time.ticks() + Duration.ofSeconds(10).toNanos();

    private Subagent start(Master master) {
        var config =
                new AgentxConfig(
                        master,
                        List.of(REGION),
                        10,
                        Duration.ofSeconds(5),
                        PING,
                        "Mailgauge",
                        new OID("1.3.6.1.4.1.1"));
        return Subagent.start(config, this::pin, new Subagent.Parts(time, net, tasks));
    }

    private Mib pin(long started) {
        var mib = new MapMib();
        long hundredths = Math.max(0, event - started) / 10_000_000;
        mib.all.put(new OID(REGION.getValue(), 1), new TimeTicks(hundredths));
        return mib;
    }

    private TestMaster accept(Net.Listener listener) throws IOException {
        return new TestMaster(listener.accept());
    }

    private static Pdu.GetNext walk() {
        return new Pdu.GetNext(List.of(new SearchRange(REGION, false, REGION.nextPeer())));
    }

    private static void awaitUp(Subagent subagent) {
        Await.until("up", () -> subagent.status().isUp());
    }

    private static void awaitDown(Subagent subagent) {
        Await.until("down", () -> !subagent.status().isUp());
    }

    /** Moves on to the timer that is due then, once it is set. */
    private void advance(Duration due) {
        Await.until(
                () -> "a timer in " + due + ", not " + time.untilNext(),
                () -> time.untilNext().orElse(0) == due.toNanos());
        time.advance(due);
    }

    @AfterEach
    void end() {
        tasks.close();
    }

    @Test
    void servesOverAUnixSocket() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 1);
                var subagent = start(new Master.Local(PATH));
                var master = accept(listener)) {
            master.upTime = 100_000;
            master.accept(1);
            awaitUp(subagent);
            var answer = master.ask(walk(), 1);
            assertEquals(new OID(REGION.getValue(), 1), answer.bindings().getFirst().getOid());
            assertEquals(1, subagent.status().registered());
            assertEquals("unix:" + PATH, subagent.status().master());
        }
    }

    @Test
    void timeStampsAreOfTheMastersClockAlsoAfterItsRestart() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 2);
                var subagent = start(new Master.Local(PATH))) {
            try (var master = accept(listener)) {
                master.upTime = 100_000;
                master.accept(1);
                awaitUp(subagent);
                assertTicks(101_000, master);
            }
            awaitDown(subagent);
            advance(Limits.RETRY_FIRST);
            try (var master = accept(listener)) {
                master.upTime = 40;
                master.accept(1);
                awaitUp(subagent);
                assertTicks(940, master);
            }
        }
    }

    /** Of the event that is 10 s after the beginning, within a hundredth. */
    private static void assertTicks(long expected, TestMaster master) throws IOException {
        var answer = master.ask(walk(), 1);
        var value = (TimeTicks) answer.bindings().getFirst().getVariable();
        assertEquals((double) expected, (double) value.getValue(), 1);
    }

    @Test
    void servesOverTcpAndComesBackWhenTheMasterDoes() throws IOException {
        var endpoint = new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), 705);
        try (var subagent = start(new Master.Tcp(endpoint))) {
            Await.until("trouble", () -> !subagent.status().trouble().isEmpty());
            assertFalse(subagent.status().isUp());
            try (var listener = net.listen(endpoint, 2)) {
                advance(Limits.RETRY_FIRST);
                try (var master = accept(listener)) {
                    master.accept(1);
                    awaitUp(subagent);
                }
                awaitDown(subagent);
                assertEquals("the connection ended", subagent.status().trouble());
                advance(Limits.RETRY_FIRST);
                try (var master = accept(listener)) {
                    master.accept(1);
                    awaitUp(subagent);
                    assertEquals(2, subagent.status().totals().sessions());
                }
            }
        }
    }

    @Test
    void aMasterThatIsSilentIsLeftAfterAPing() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 1);
                var subagent = start(new Master.Local(PATH));
                var master = accept(listener)) {
            master.accept(1);
            awaitUp(subagent);
            advance(PING);
            var ping = master.packet();
            assertInstanceOf(Pdu.Ping.class, ping.pdu());
            master.confirm(ping, Status.NO_ERROR);
            var answered = master.ask(walk(), 1);
            assertEquals(Status.NO_ERROR, answered.error());
            advance(PING);
            assertInstanceOf(Pdu.Ping.class, master.packet().pdu());
            advance(Duration.ofSeconds(5));
            assertEquals(new Pdu.Close(Reason.TIMEOUTS), master.packet().pdu());
            master.awaitEnd();
            awaitDown(subagent);
        }
    }

    @Test
    void notificationsReachTheMasterWhileThereIsOne() throws IOException {
        var bindings = List.of(new VariableBinding(REGION, new Integer32(1)));
        try (var listener = net.listenLocal(PATH, 0600, 1);
                var subagent = start(new Master.Local(PATH))) {
            assertFalse(subagent.tell(bindings));
            try (var master = accept(listener)) {
                master.accept(1);
                awaitUp(subagent);
                assertTrue(subagent.tell(bindings));
                var notify = master.packet();
                assertEquals(new Pdu.Notify(bindings), notify.pdu());
                master.confirm(notify, Status.NO_ERROR);
                Await.until("told", () -> subagent.status().totals().notified() == 1);
            }
            assertEquals(1, subagent.status().totals().notNotified());
        }
    }

    @Test
    void setsAreRefusedAndCounted() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 1);
                var subagent = start(new Master.Local(PATH));
                var master = accept(listener)) {
            master.accept(1);
            awaitUp(subagent);
            var set = new Pdu.TestSet(List.of(new VariableBinding(REGION, new Integer32(1))));
            assertEquals(Status.NOT_WRITABLE, master.ask(set, 5).error());
            Await.until("counted", () -> subagent.status().totals().setsRefused() == 1);
        }
    }

    @Test
    void garbageIsAnsweredByAnEndOfTheSession() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 1);
                var subagent = start(new Master.Local(PATH));
                var master = accept(listener)) {
            master.accept(1);
            awaitUp(subagent);
            master.connection.write(new byte[20], 0, 20, PING);
            assertEquals(new Pdu.Close(Reason.PARSE_ERROR), master.packet().pdu());
            master.awaitEnd();
        }
    }

    @Test
    void aStopGivesTheRegionsBack() throws IOException {
        try (var listener = net.listenLocal(PATH, 0600, 1)) {
            var subagent = start(new Master.Local(PATH));
            try (var master = accept(listener)) {
                master.accept(1);
                awaitUp(subagent);
                subagent.close();
                assertEquals(new Pdu.Close(Reason.SHUTDOWN), master.packet().pdu());
                master.awaitEnd();
            }
            assertFalse(subagent.status().isUp());
            Await.until("no timer is left", () -> time.timers() == 0);
        }
    }
}
