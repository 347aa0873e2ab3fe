package org.mailgauge.agent.demo;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Endpoint;
import org.mailgauge.agent.demo.DemoSink.Fault;
import org.mailgauge.port.Tasks;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A demonstration: mail for a next hop that works and fails in turns. First it is prepared, which
 * opens the next hop; the server is then started with {@link #routes} and {@link #relayDomains} in
 * its configuration; then {@link #start} sends mail to it. Safe for use by any thread; started
 * once.
 */
public final class DemoTraffic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoTraffic.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final DemoWorld world;
    private final DemoPlan plan;
    private final DemoSink sink;
    private final List<Tasks.Task> tasks = new ArrayList<>();
    private volatile @Nullable DemoGenerator generator;
    private volatile @Nullable DemoReader reader;
    private volatile boolean closed;

    /**
     * What happened so far, in messages.
     *
     * @param accepted handed to the server
     * @param refused not taken by the server
     * @param arrived taken by the next hop
     * @param sessions in which the sample users have read their mail
     */
    public record Totals(long accepted, long refused, long arrived, long sessions) {}

    private DemoTraffic(DemoWorld world, DemoPlan plan, DemoSink sink) {
        this.world = world;
        this.plan = plan;
        this.sink = sink;
    }

    /**
     * Opens the next hop.
     *
     * @param sinkAt a loopback address for it; port 0 takes a free one
     */
    public static DemoTraffic prepare(DemoWorld world, DemoPlan plan, Endpoint sinkAt)
            throws IOException {
        return new DemoTraffic(world, plan, new DemoSink(world, sinkAt));
    }

    /** The routes that the server needs, before its own. */
    public List<Route> routes() {
        var at = sink.endpoint();
        var hop = new NextHop.SmtpHost(at.address().toString(), at.port());
        return List.of(new Route(DemoDomains.ALL, hop, ""));
    }

    /** The domains that the server must accept mail for. */
    public Set<String> relayDomains() {
        return Set.of(DemoDomains.ALL);
    }

    /** The domain that the sample users belong to; the server must hold it for its own. */
    public Set<String> localDomains() {
        return Set.of(DemoDomains.USERS);
    }

    /** The addresses of the sample users. */
    public List<String> users() {
        return DemoDomains.USER_NAMES.stream().map(name -> name + "@" + DemoDomains.USERS).toList();
    }

    /** The sample users read their mail from now on, where there is a way. */
    public void read(List<DemoReader.Service> services, List<DemoReader.User> users) {
        if (!services.isEmpty() && !users.isEmpty()) {
            var made = new DemoReader(world, services, users);
            reader = made;
            tasks.add(world.tasks().start("demo-reader", made));
        }
    }

    /** Sends mail from now on, and fails and mends the next hop as planned. */
    public void start(Endpoint server) {
        var made = new DemoGenerator(world, plan, server);
        generator = made;
        tasks.add(world.tasks().start("demo-generator", made));
        if (!plan.cycle().isZero()) {
            tasks.add(world.tasks().start("demo-cycle", this::cycle));
        }
    }

    private void cycle() {
        var half = plan.cycle().dividedBy(2);
        long end = world.time().ticks() + plan.runFor().toNanos();
        try {
            for (int turn = 0; !closed && world.time().ticks() - end < 0; turn++) {
                world.time().sleep(half);
                fail(turn % 2 == 0 ? Fault.CONNECTIONS_REFUSED : Fault.MAIL_REFUSED);
                world.time().sleep(half);
                mend();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the next hop refuse connections. */
    public void fail() {
        fail(Fault.CONNECTIONS_REFUSED);
    }

    /** Makes the next hop fail in the given way. */
    public void fail(Fault fault) {
        change("fails", () -> sink.fail(fault));
    }

    /** Makes the next hop work again. */
    public void mend() {
        change("works", sink::mend);
    }

    private interface Change {
        void make() throws IOException;
    }

    private void change(String what, Change change) {
        if (closed) {
            return;
        }
        try {
            change.make();
            LOG.info("demo: the next hop {} now", what);
        } catch (IOException failed) {
            LOG.warn("demo: the next hop cannot be changed: {}", failed.toString());
        }
    }

    /** Whether all mail has been sent. */
    public boolean isOver() {
        var made = generator;
        return made != null && made.isOver();
    }

    public Totals totals() {
        var made = generator;
        var reads = reader;
        return new Totals(
                made == null ? 0 : made.accepted(),
                made == null ? 0 : made.refused(),
                sink.messages(),
                reads == null ? 0 : reads.sessions());
    }

    /** Stops everything. */
    @Override
    public void close() {
        closed = true;
        var made = generator;
        if (made != null) {
            made.stop();
        }
        var reads = reader;
        if (reads != null) {
            reads.stop();
        }
        tasks.forEach(Tasks.Task::interrupt);
        try {
            for (var task : tasks) {
                task.join(END);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sink.close();
    }
}
