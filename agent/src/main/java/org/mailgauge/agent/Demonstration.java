package org.mailgauge.agent;

import org.mailgauge.MtaServer;
import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.agent.cli.Exit;
import org.mailgauge.agent.conf.AgentConfig;
import org.mailgauge.agent.demo.DemoReader;
import org.mailgauge.agent.demo.DemoTraffic;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.port.Entropy;
import org.mailgauge.wire.ServiceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code demo} does with a server that serves: mail comes, goes, and is read. */
final class Demonstration {
    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);

    /** How long it waits, after its last message, for the queue to drain. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final AgentConfig config;
    private final Lifecycle life;
    private final Announcement said;
    private final DemoTraffic traffic;
    private final MtaServer mta;

    Demonstration(
            AgentConfig config,
            Lifecycle life,
            Announcement said,
            DemoTraffic traffic,
            MtaServer mta) {
        this.config = config;
        this.life = life;
        this.said = said;
        this.traffic = traffic;
        this.mta = mta;
    }

    /** Runs until its time is over and the queue is empty again, or until the end is asked for. */
    void run(UsersPart users, Entropy entropy) throws InterruptedException {
        var domains = new HashSet<>(config.mta().localDomains());
        domains.addAll(traffic.localDomains());
        var changes = users.changes(() -> domains);
        try (var people = DemoPeople.of(traffic.users(), changes, entropy)) {
            start(people);
            watch();
        } finally {
            Demo.forget(mta);
        }
    }

    private void start(DemoPeople people) {
        smtpListener()
                .ifPresentOrElse(
                        listener -> traffic.start(listener.local()),
                        () -> LOG.warn("no smtp listener: the demonstration can't send"));
        var services = services();
        traffic.read(services, people.users());
        var demo = config.demo();
        said.say(
                "Demonstration: %d messages a second for %s; the next hop works for %s and fails for"
                                .formatted(demo.rate(), demo.runFor(), demo.cycle().dividedBy(2))
                        + " as long, in turns. Watch the status page, /metrics and queue summary.");
        if (!services.isEmpty() && !people.users().isEmpty()) {
            var service = services.getLast();
            var user = people.users().getFirst();
            said.say(
                    "Sample users read theirs meanwhile; so can you: curl -u %s:%s %s://%s/"
                            .formatted(
                                    user.address(),
                                    user.password(),
                                    service.protocol().name().toLowerCase(Locale.ROOT),
                                    service.at()));
        }
    }

    private Optional<ServiceListener> smtpListener() {
        var listeners = config.mta().listeners();
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).service() != MtaConfig.Service.LMTP) {
                return Optional.of(mta.services().get(i));
            }
        }
        return Optional.empty();
    }

    private List<DemoReader.Service> services() {
        var services = new ArrayList<DemoReader.Service>();
        for (var protocol : DemoReader.Protocol.values()) {
            var label = protocol.name().toLowerCase(Locale.ROOT);
            mta.accessServices().stream()
                    .filter(listener -> listener.label().equals(label))
                    .map(listener -> new DemoReader.Service(protocol, reached(listener.local())))
                    .forEach(services::add);
        }
        return services;
    }

    /** Where one reaches it from here. */
    private static Endpoint reached(Endpoint bound) {
        if (!bound.address().isUnspecified()) {
            return bound;
        }
        var loopback = bound.address().octets().length == 4 ? "127.0.0.1" : "::1";
        return new Endpoint(IpAddress.parse(loopback).orElseThrow(), bound.port());
    }

    private void watch() throws InterruptedException {
        if (life.await(config.demo().runFor())) {
            return;
        }
        traffic.mend();
        for (long i = DRAIN.dividedBy(LOOK); i > 0 && stored() > 0; i--) {
            if (life.await(LOOK)) {
                return;
            }
        }
        var totals = traffic.totals();
        said.say(
                ("The demonstration is over: %d messages accepted, %d refused; %d transactions"
                                + " arrived; sample users have read their mail %d times.")
                        .formatted(
                                totals.accepted(),
                                totals.refused(),
                                totals.arrived(),
                                totals.sessions()));
        life.stop(Exit.OK);
    }

    private long stored() {
        long all = 0;
        for (var application : mta.snapshots().fresh().applications()) {
            var held = application.mta() == null ? null : application.mta().stored();
            all += held == null ? 0 : held.messages();
        }
        return all;
    }
}
