package org.mailgauge.agent;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.cli.Failure;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.demo.DemoPlan;
import org.mailgauge.agent.demo.DemoTraffic;
import org.mailgauge.agent.demo.DemoWorld;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.host.HostEntropy;
import org.mailgauge.host.HostNet;
import org.mailgauge.host.HostTasks;
import org.mailgauge.host.HostTime;
import org.mailgauge.port.Time;
import org.mailgauge.route.Route;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** {@code demo}: the server with traffic of its own, a next hop that fails in turns, and an end. */
final class Demonstration {
    private static final Duration REPORT = Duration.ofSeconds(10);
    private static final Duration RETRY_FIRST = Duration.ofSeconds(5);
    private static final Duration RETRY_MOST = Duration.ofSeconds(20);
    private static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});

    private Demonstration() {}

    static Exit run(AgentConfig config, Lifecycle lifecycle, PrintWriter out) throws Failure {
        var demo = config.demo();
        long most = demo.rate() * demo.runFor().toSeconds();
        var plan = new DemoPlan(demo.rate(), most, demo.runFor(), demo.cycle());
        try (var time = new HostTime();
                var net = new HostNet();
                var tasks = new HostTasks(1);
                var traffic =
                        DemoTraffic.prepare(
                                new DemoWorld(net, time, tasks, new HostEntropy()),
                                plan,
                                new Endpoint(LOOPBACK, 0))) {
            return Wiring.run(
                    with(config, traffic),
                    running -> {
                        traffic.start(running.mta().services().getFirst().local());
                        say(plan, out);
                        var report = new Report(traffic, time, lifecycle, out);
                        report.look();
                        return lifecycle.serve(running);
                    });
        } catch (IOException failed) {
            throw new Failure(Exit.UNAVAILABLE, "the demo cannot start: " + failed.getMessage());
        }
    }

    /** The configuration with the demo's routes, and retries that one can watch. */
    private static AgentConfig with(AgentConfig config, DemoTraffic traffic) {
        var mta = config.mta();
        var routes = new ArrayList<Route>(traffic.routes());
        routes.addAll(mta.routes());
        var domains = new HashSet<>(mta.relayDomains());
        domains.addAll(traffic.relayDomains());
        var queue = mta.queue();
        var quick =
                new MtaConfig.QueueConfig(
                        queue.segmentOctets(),
                        queue.spareSegments(),
                        queue.preallocate(),
                        queue.bodyFileOctets(),
                        queue.reserveOctets(),
                        queue.reserveInodes(),
                        RETRY_FIRST,
                        RETRY_MOST,
                        queue.expiry(),
                        queue.nullPathExpiry());
        return config.with(
                new MtaConfig(
                        mta.hostname(),
                        mta.localDomains(),
                        mta.listeners(),
                        mta.maxMessageOctets(),
                        mta.smtp(),
                        quick,
                        mta.delivery(),
                        mta.relayNetworks(),
                        domains,
                        routes));
    }

    private static void say(DemoPlan plan, PrintWriter out) {
        for (var line :
                List.of(
                        "Demo: up to %d messages a second go to a next hop that works for %s and fails for %s, in turns."
                                .formatted(
                                        plan.perSecond(),
                                        words(plan.cycle().dividedBy(2)),
                                        words(plan.cycle().dividedBy(2))),
                        "It ends by itself after "
                                + words(plan.runFor())
                                + ", or with Ctrl-C. While it runs, look at the status page, or:",
                        "  bin/mailgauge status",
                        "  bin/mailgauge queue summary",
                        "  bin/mailgauge snmp walk mtaGroupStoredMessages mtaGroupOldestMessageStored")) {
            out.println(line);
        }
        out.flush();
    }

    private static String words(Duration time) {
        return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    /** Says now and then what happened, and ends the server when all has been sent. */
    private record Report(DemoTraffic traffic, Time time, Lifecycle lifecycle, PrintWriter out) {
        void look() {
            var totals = traffic.totals();
            out.printf(
                    "demo: %d sent, %d arrived, %d refused%n",
                    totals.accepted(), totals.arrived(), totals.refused());
            out.flush();
            if (traffic.isOver()) {
                lifecycle.end(Exit.OK);
            } else {
                time.after(REPORT, this::look);
            }
        }
    }
}
