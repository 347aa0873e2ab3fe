package org.mailgauge.agent.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.demo.DemoSink.Fault;
import org.mailgauge.port.Net;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.RouteTable;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimNet;
import org.mailgauge.sim.SimRun;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

class DemoTrafficTest {
    private static final Endpoint LOOPBACK =
            new Endpoint(IpAddress.parse("127.0.0.1").orElseThrow(), 0);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimTime time = new SimTime();
    private final SimNet net = new SimNet(time, 3);
    private final SimTasks tasks = new SimTasks();
    private final DemoWorld world = new DemoWorld(net, time, tasks, new SimEntropy(4));

    @AfterEach
    void everyTaskEndsCleanly() {
        tasks.close();
        assertEquals(List.of(), tasks.failures());
    }

    private static DemoPlan plan(int perSecond, long most, Duration runFor) {
        return new DemoPlan(perSecond, most, runFor, Duration.ZERO);
    }

    /** Another sink stands for the server. */
    private DemoTraffic.Totals run(DemoPlan plan) throws IOException {
        try (var server = new DemoSink(world, LOOPBACK);
                var demo = DemoTraffic.prepare(world, plan, LOOPBACK)) {
            demo.start(server.endpoint());
            SimRun.until(demo::isOver, tasks, time, net);
            assertEquals(server.messages(), demo.totals().accepted());
            return demo.totals();
        }
    }

    @Test
    void sendsNoMoreThanTheNumberAndNoFasterThanTheRate() throws IOException {
        long start = time.ticks();
        var totals = run(plan(10, 200, Duration.ofHours(1)));
        assertEquals(200, totals.accepted() + totals.refused());
        assertTrue(totals.refused() > 0, "some domains refuse");
        assertTrue(totals.accepted() > 150, "most are taken");
        long took = time.ticks() - start;
        assertTrue(took >= Duration.ofMillis(19_900).toNanos(), took + " ns");
    }

    @Test
    void endsByItselfAfterTheTime() throws IOException {
        var totals = run(plan(2, Long.MAX_VALUE, Duration.ofSeconds(30)));
        assertEquals(61, totals.accepted() + totals.refused());
    }

    @Test
    void routesItsDomainsToTheSink() throws IOException {
        try (var demo = DemoTraffic.prepare(world, plan(1, 1, MINUTE), LOOPBACK)) {
            var table = new RouteTable(Set.of(), demo.routes());
            for (var domain : DemoDomains.GOOD) {
                var hop = table.route(domain).nextHop();
                assertEquals("127.0.0.1", ((NextHop.SmtpHost) hop).host());
            }
            assertEquals(Set.of("*.demo.invalid"), demo.relayDomains());
        }
    }

    /** The sink's answer to MAIL. */
    private String answerToMail(Endpoint sink) throws IOException {
        try (var connection = net.connect(sink, MINUTE)) {
            reply(connection);
            for (var command : List.of("HELO x\r\n", "MAIL FROM:<a@b.test>\r\n")) {
                var octets = command.getBytes(StandardCharsets.US_ASCII);
                connection.write(octets, 0, octets.length, MINUTE);
                if (command.startsWith("HELO")) {
                    reply(connection);
                }
            }
            return reply(connection);
        }
    }

    private static String reply(Net.Connection connection) throws IOException {
        var octets = new byte[1000];
        int count = connection.read(octets, 0, octets.length, MINUTE);
        return new String(octets, 0, Math.max(count, 0), StandardCharsets.US_ASCII);
    }

    @Test
    void theSinkFailsInBothWaysAndIsMendedAtTheSamePort() throws IOException {
        try (var sink = new DemoSink(world, LOOPBACK)) {
            var at = sink.endpoint();
            assertEquals("250", answerToMail(at).substring(0, 3));
            sink.fail(Fault.CONNECTIONS_REFUSED);
            assertThrows(IOException.class, () -> net.connect(at, MINUTE));
            sink.fail(Fault.MAIL_REFUSED);
            assertEquals(at, sink.endpoint());
            assertEquals("452 4.3.1", answerToMail(at).substring(0, 9));
            sink.fail(Fault.CONNECTIONS_REFUSED);
            sink.mend();
            assertEquals(at, sink.endpoint());
            assertEquals("250", answerToMail(at).substring(0, 3));
        }
    }

    @Test
    void theCycleFailsTheSecondHalf() throws IOException {
        var plan = new DemoPlan(1, 0, Duration.ofMinutes(10), MINUTE);
        try (var demo = DemoTraffic.prepare(world, plan, LOOPBACK)) {
            var hop = (NextHop.SmtpHost) demo.routes().getFirst().via();
            var sink = new Endpoint(LOOPBACK.address(), hop.port());
            demo.start(sink);
            SimRun.until(demo::isOver, tasks, time, net);
            net.connect(sink, MINUTE).close();
            step(Duration.ofSeconds(31));
            assertThrows(IOException.class, () -> net.connect(sink, MINUTE));
            step(Duration.ofSeconds(30));
            net.connect(sink, MINUTE).close();
        }
    }

    private void step(Duration by) {
        tasks.awaitQuiet(net::activity);
        time.advance(by);
        tasks.awaitQuiet(net::activity);
    }

    @Test
    void takesOnlyLoopbackAddresses() {
        var open = new Endpoint(IpAddress.parse("0.0.0.0").orElseThrow(), 0);
        assertThrows(IllegalArgumentException.class, () -> new DemoSink(world, open));
    }

    @Test
    void messagesHaveTheSizeTheySay() throws IOException {
        var messages = new DemoMessages(new SimEntropy(9));
        for (int i = 0; i < 100; i++) {
            var job = messages.next(SimTime.START);
            var octets = new byte[(int) job.sizeOctets()];
            assertEquals(octets.length, job.content().read(0, octets, 0, octets.length));
            assertEquals(-1, job.content().read(octets.length, octets, 0, 1));
            var text = new String(octets, StandardCharsets.US_ASCII);
            assertTrue(text.startsWith("Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nFrom: "), text);
            assertTrue(text.endsWith("\r\n"));
            assertEquals(text.replace("\r\n", ""), text.replace("\r", "").replace("\n", ""));
        }
    }
}
