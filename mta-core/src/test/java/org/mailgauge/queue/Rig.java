package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.address.ReversePath;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.Stock;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.sim.Await;
import org.mailgauge.sim.SimEntropy;
import org.mailgauge.sim.SimTasks;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** A queue on simulated time with a journal in memory, whose slots the test holds. */
final class Rig implements AutoCloseable {
    static final SmtpReply OK = SmtpReply.of(250, 0, 0, "taken");
    static final SmtpReply LATER = SmtpReply.of(451, 7, 1, "greylisted");
    static final SmtpReply NEVER = SmtpReply.of(550, 1, 1, "no such user");
    static final SmtpReply DOWN = SmtpReply.of(451, 4, 1, "connection refused");
    static final Router.Decision SINK =
            new Router.Decision("smtp-out", new NextHop.SmtpHost("sink.test", 25));

    /** The domain of most senders: reports to it are dropped, unless a test routes them. */
    static final String SENDERS = "x.test";

    private static final Router.Decision NOWHERE =
            new Router.Decision("discard", new NextHop.Discard());

    final SimTime time = new SimTime();
    final SimTasks tasks = new SimTasks();
    final SimEntropy entropy = new SimEntropy(7);
    final FreeSpace disk = new FreeSpace();
    final ManualAgent agent = new ManualAgent();
    final Map<String, Router.Decision> routes = new ConcurrentHashMap<>();
    final TestGroups groups;
    private final MailQueue.Settings settings;
    static final Reporting REPORTING = new Reporting("mx.test", MtaConfig.ReportConfig.DEFAULT);
    Books books = new Books();
    MemoryJournal journal = new MemoryJournal();

    /** Where pauses are kept over restarts; null for nowhere. */
    @Nullable PauseFile store;

    MailQueue queue;

    Rig(String... admitted) {
        this(QueueConfig.DEFAULT, new DeliveryConfig(2, 10, Map.of()), admitted);
    }

    Rig(QueueConfig config, DeliveryConfig delivery, String... admitted) {
        this(config, delivery, REPORTING, admitted);
    }

    Rig(QueueConfig config, DeliveryConfig delivery, Reporting reporting, String... admitted) {
        groups = new TestGroups(admitted);
        settings = new MailQueue.Settings(config, delivery, reporting);
        queue = make();
        open(queue, () -> {});
    }

    static Router.Decision host(String name) {
        return new Router.Decision("smtp-out", new NextHop.SmtpHost(name, 25));
    }

    private MailQueue make() {
        return new MailQueue(
                settings,
                new MailQueue.Ports(time, entropy, tasks, disk),
                new Router() {
                    @Override
                    public Decision route(String domain) {
                        var usual = domain.equals(SENDERS) ? NOWHERE : SINK;
                        return routes.getOrDefault(domain, usual);
                    }

                    @Override
                    public boolean isLocal(String domain) {
                        return false;
                    }
                },
                groups,
                books,
                hop -> hop instanceof NextHop.SmtpHost ? Optional.of(agent) : Optional.empty());
    }

    /**
     * @param early what happens while the queue takes back what it had
     */
    private void open(MailQueue made, Runnable early) {
        try {
            if (store != null) {
                made.restore(store);
            }
            var found = journal.recovered();
            made.admit(journal, 1);
            early.run();
            found.forEach(made::recover);
            made.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the run as a kill does, and starts the next one; its books begin anew. */
    void restart() {
        restart(() -> {});
    }

    void restart(Runnable early) {
        var next = journal.reopen();
        stop();
        books = new Books();
        journal = next;
        queue = make();
        open(queue, early);
    }

    private void stop() {
        try {
            queue.quiesce(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Await.until("slots end", () -> agent.slots().isEmpty());
    }

    /** Waits until every slot that was given out is in the test's hands. */
    void calm() {
        Await.until(
                () -> "calm: " + tasks.running() + " running, " + agent.parked() + " parked",
                () ->
                        probe("reports_being_written") == 0
                                && slotsWorking() == agent.parked()
                                && slotsWorking() == agent.slots().size());
    }

    private int slotsWorking() {
        return (int) probe("scheduler_slots");
    }

    /** A metric of the queue; NaN when it is not given. */
    double probe(String wanted) {
        var found = new double[] {Double.NaN};
        queue.read(
                (name, value) -> {
                    if (name.equals(wanted)) {
                        found[0] = value;
                    }
                });
        return found[0];
    }

    QueueId send(String from, String... to) {
        return send(from, 100, to);
    }

    QueueId send(String from, int octets, String... to) {
        var commit = commit(envelope(from, to), octets);
        calm();
        return commit instanceof Intake.Commit.Durable(var id)
                ? id
                : fail("not durable: " + commit);
    }

    Intake.Commit commit(Envelope envelope, int octets) {
        try (var draft = queue.draft()) {
            draft.write(new byte[octets], 0, octets);
            return draft.commit(envelope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Envelope envelope(String from, String... to) {
        return new Envelope(
                from.isEmpty() ? new ReversePath.Null() : new ReversePath.Sender(mailbox(from)),
                Arrays.stream(to).map(one -> new ForwardPath(mailbox(one))).toList(),
                time.wall(),
                "smtp-in",
                "client.test [192.0.2.1]",
                false,
                "<" + time.ticks() + "@client.test>");
    }

    static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), text.substring(at + 1));
    }

    /** The slots that the test holds now, the oldest first. */
    List<ManualAgent.Held> slots() {
        calm();
        return agent.slots();
    }

    /** The only slot. */
    ManualAgent.Held slot() {
        var all = slots();
        assertEquals(1, all.size(), "slots");
        return all.getFirst();
    }

    /** Takes a job and settles all its recipients alike. */
    Slot.Job settle(ManualAgent.Held held, Slot.Outcome outcome) {
        var job = held.next().orElseThrow();
        held.slot.settle(job, job.recipients().stream().map(_ -> outcome).toList());
        calm();
        return job;
    }

    void end(ManualAgent.Held held) {
        int before = agent.slots().size();
        agent.end(held);
        Await.until("slot ends", () -> !agent.slots().contains(held));
        calm();
        assertEquals(true, before >= 1);
    }

    /** Relays all there is, over whatever slots come. */
    int relayAll() {
        int relayed = 0;
        for (var all = slots(); !all.isEmpty(); all = slots()) {
            var held = all.getFirst();
            held.slot.reached();
            for (var job = held.next(); job.isPresent(); job = held.next()) {
                relayed++;
                held.slot.settle(
                        job.get(),
                        job.get().recipients().stream()
                                .<Slot.Outcome>map(_ -> new Slot.Outcome.Relayed(OK))
                                .toList());
            }
            end(held);
        }
        return relayed;
    }

    /** Lets the periodic look at the disk pass. */
    void awaitSample() {
        int seen = disk.asked();
        Await.until("the disk is asked", () -> disk.askedSince(seen, time));
    }

    void advance(Duration by) {
        time.advance(by);
        calm();
    }

    Stock.Levels levels() {
        var box = new AtomicReference<Stock.Levels>();
        queue.read(box::set);
        return box.get();
    }

    Stock.Level level(String kindAndName) {
        return levels().groups().stream()
                .filter(one -> (one.group().kind() + " " + one.group().name()).equals(kindAndName))
                .map(Stock.GroupLevel::level)
                .findFirst()
                .orElse(Stock.Level.EMPTY);
    }

    QueueView.Waiting only(QueueId id) {
        var all = queue.view().show(id).orElseThrow().recipients();
        assertEquals(1, all.size());
        return all.getFirst();
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.US_ASCII);
    }

    private static QueueId fail(String why) {
        throw new AssertionError(why);
    }

    /** Checks the books, and that no thread died. */
    void check() {
        calm();
        books.check(queue);
        assertEquals(List.of(), tasks.failures());
    }

    @Override
    public void close() {
        check();
        stop();
        tasks.close();
    }
}
