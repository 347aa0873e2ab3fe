package org.mailgauge.agent;

import org.jspecify.annotations.Nullable;
import org.mailgauge.MtaServer;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.demo.DemoPlan;
import org.mailgauge.agent.demo.DemoTraffic;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.queue.Selection;
import org.mailgauge.route.Route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;

/** What {@code demo} changes in the configuration. */
final class Demo {
    /** Quick enough that a backlog is seen to shrink again within a minute. */
    private static final Duration RETRY_FIRST = Duration.ofSeconds(5);

    private static final Duration RETRY_MOST = Duration.ofSeconds(20);

    /** What all domains of {@link DemoTraffic#relayDomains} end in. */
    private static final String DOMAIN = ".demo.invalid";

    private static final int PAGE = 1000;

    private Demo() {}

    static DemoPlan plan(AgentConfig.Demo demo) {
        return new DemoPlan(demo.rate(), Long.MAX_VALUE, demo.runFor(), demo.cycle());
    }

    /** The configuration with the demonstration's routes and domains, and quick retries. */
    static MtaConfig with(MtaConfig mta, DemoTraffic traffic) {
        var routes = new ArrayList<Route>(traffic.routes());
        routes.addAll(mta.routes());
        var relayDomains = new HashSet<>(mta.relayDomains());
        relayDomains.addAll(traffic.relayDomains());
        var localDomains = new HashSet<>(mta.localDomains());
        localDomains.addAll(traffic.localDomains());
        var queue = mta.queue();
        return new MtaConfig(
                mta.hostname(),
                localDomains,
                mta.listeners(),
                mta.maxMessageOctets(),
                mta.smtp(),
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
                        queue.nullPathExpiry(),
                        queue.replyTable()),
                mta.delivery(),
                mta.reports(),
                mta.relayNetworks(),
                relayDomains,
                routes,
                mta.given());
    }

    /** Deletes the demonstration's mail that still waits: the data directory may be a real one. */
    static void forget(MtaServer mta) {
        @Nullable String mark = null;
        do {
            var page = mta.queueView().list(Selection.ALL, mark, PAGE);
            page.rows().stream()
                    .filter(row -> row.recipient().endsWith(DOMAIN))
                    .forEach(row -> mta.queue().delete(row.id()));
            mark = page.next();
        } while (mark != null);
    }
}
