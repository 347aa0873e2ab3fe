package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.Backlog;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.Observer;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.Stock;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Entropy;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The queue: owner of all stored mail. Safe for use by any thread.
 *
 * <p>Life: made; {@link #admit} with the journal, after which mail may come in; {@link #recover}
 * for each message that the journal found while it opened; {@link #open}, after which mail goes
 * out; {@link #quiesce} at the end, which closes the journal.
 */
public final class MailQueue implements Intake, QueueControl, Stock, Backlog, Probe, Journal.Owner {
    /** What is said of recipients that the operator gives up, unless it is said otherwise. */
    public static final SmtpReply BY_OPERATOR =
            SmtpReply.of(550, 0, 0, "Given up by the operator of this server");

    /** Recovered recipients that are let go under the lock at once: some milliseconds. */
    private static final int DISPATCHED_AT_ONCE = 1000;

    private final Ports ports;
    private final Core core;
    private final Scheduler scheduler;
    private final Reporter reporter;
    private final ReportWriter reportWriter;
    private final Placement placement;
    private final Recovery recovery;
    private final MessageIds messageIds;
    private final LevelReader levels;
    private final Inspection inspection;
    private final Operations operations;
    private final Pauses pauses;
    private final SpaceGauge space;
    private final Arrivals arrivals;
    private volatile boolean closed;

    /** The seams that the queue needs. */
    public record Ports(Time time, Entropy entropy, Tasks tasks, Disk disk) {}

    /** Destinations that are told of one by one, unless it is said otherwise. */
    public static final int DESTINATION_ROWS = 256;

    /**
     * What is configured.
     *
     * @param destinationRows destinations that the levels tell of one by one
     */
    public record Settings(
            QueueConfig queue, DeliveryConfig delivery, Reporting reporting, int destinationRows) {
        public Settings(QueueConfig queue, DeliveryConfig delivery, Reporting reporting) {
            this(queue, delivery, reporting, DESTINATION_ROWS);
        }
    }

    public MailQueue(
            Settings settings,
            Ports ports,
            Router router,
            Groups groups,
            Observer observer,
            Agents agents) {
        this.ports = ports;
        var delivery = settings.delivery();
        this.core =
                new Core(
                        new Index(
                                groups,
                                () ->
                                        new Window(
                                                delivery.concurrencyStart(),
                                                delivery.concurrency()),
                                ports.time()::ticks),
                        Retry.of(settings.queue()),
                        ReplyClasses.of(settings.queue().replyTable()),
                        ports.time(),
                        ports.entropy(),
                        observer);
        this.scheduler =
                new Scheduler(
                        core,
                        router,
                        agents,
                        ports.tasks(),
                        delivery.associations(),
                        new Lingering(core, delivery.linger(), delivery.lingerAssociations()));
        this.reporter = new Reporter(core, ports.tasks(), settings.reporting().config());
        core.reporter(reporter);
        this.messageIds = new MessageIds(core, ports.tasks());
        this.placement = new Placement(core, router, groups, messageIds);
        this.space =
                new SpaceGauge(
                        ports.disk(),
                        ports.time(),
                        settings.queue().reserveOctets(),
                        settings.queue().reserveInodes());
        this.arrivals =
                new Arrivals(core, scheduler, placement, space, groups, ports.entropy().bits());
        this.reportWriter =
                new ReportWriter(
                        core,
                        scheduler.expiry(),
                        settings.reporting().hostname(),
                        arrivals::nextId,
                        arrivals::received);
        this.recovery = new Recovery(core, placement, scheduler.backoff(), groups);
        this.levels = new LevelReader(core, messageIds, settings.destinationRows());
        var standing = new Standing(scheduler);
        this.inspection = new Inspection(core, scheduler, standing);
        this.operations = new Operations(core, scheduler, standing);
        this.pauses = new Pauses(core, scheduler);
    }

    // --- life

    /** So many messages of an earlier run will be taken back. */
    public void expect(int messages) {
        core.locked(() -> core.index().expect(messages));
    }

    /** Takes back a message of an earlier run; called by one thread, before {@link #open}. */
    public void recover(Journal.Recovered found) {
        core.locked(() -> recovery.add(found));
    }

    /**
     * Lets mail come in from now on, also while messages of an earlier run are still being taken
     * back; what comes meanwhile is durable, and takes its place behind them at {@link #open}.
     *
     * @param serialFloor the lowest serial number that an id may have now
     */
    public void admit(Journal journal, long serialFloor) throws IOException {
        core.journal(journal);
        arrivals.floor(serialFloor);
        ports.tasks()
                .io(
                        () -> {
                            space.sample();
                            return true;
                        });
        space.start(ports.tasks());
    }

    /** Opens for business, when everything has been taken back: deliveries begin. */
    public void open() {
        core.locked(this::begin);
        var waiting = placement.undispatched();
        for (int from = 0; from < waiting.size(); from += DISPATCHED_AT_ONCE) {
            int to = Math.min(waiting.size(), from + DISPATCHED_AT_ONCE);
            var slice = waiting.subList(from, to);
            core.locked(() -> dispatch(slice));
            core.giveWay();
        }
        core.locked(arrivals::open);
        scheduler.open();
    }

    private void begin() {
        core.index().orderStates();
        recovery.finish();
        reporter.open(reportWriter, scheduler::startSlots);
        for (var m = core.index().first(); m != null; m = m.next) {
            scheduler.expiry().note(m);
        }
    }

    private void dispatch(List<Recipient> recovered) {
        var now = core.now();
        for (var recipient : recovered) {
            if (recipient.lane == null) {
                continue; // a report of the last run has ended it
            }
            var settlement = new Settlement(core, recipient.message(), now);
            scheduler.dispatchPlaced(recipient, settlement, now);
            settlement.post();
        }
    }

    /**
     * Stops: nothing comes in, no delivery begins; those that run have so long to end. What is not
     * delivered stays for the next start. Closes the journal.
     */
    public void quiesce(Duration atMost) throws InterruptedException {
        closed = true;
        arrivals.stop();
        long end = ports.time().ticks() + atMost.toNanos();
        scheduler.stop(atMost);
        reporter.stop(Duration.ofNanos(Math.max(0, end - ports.time().ticks())));
        space.stop();
        if (core.isOpen()) {
            core.journal().close();
        }
    }

    // --- other settings

    /**
     * What of other settings may change while it runs: the retry schedule, the classes of replies,
     * how long messages are tried, the associations of one next hop, how much a report returns and
     * how many destinations are told of. What is scheduled already stays so.
     *
     * @return takes them over
     * @throws IllegalArgumentException when the table of reply classes has problems
     */
    public Runnable prepare(Settings settings) {
        var retry = Retry.of(settings.queue());
        var classes = ReplyClasses.of(settings.queue().replyTable());
        int start = settings.delivery().concurrencyStart();
        int most = settings.delivery().concurrency();
        Runnable change =
                () -> {
                    var now = core.now();
                    core.configure(retry, classes);
                    core.index()
                            .windows(
                                    () -> new Window(start, most),
                                    window -> window.limits(start, most));
                    reporter.configure(settings.reporting().config());
                    levels.rows(settings.destinationRows());
                    scheduler.expiry().changed(now);
                    core.index().hops().forEach(scheduler::enline);
                    scheduler.pump(now);
                };
        return () -> {
            core.locked(change);
            scheduler.startSlots();
        };
    }

    /**
     * Lets what waits follow the routes of now; takes its time.
     *
     * @return how many recipients have another next hop or channel now
     */
    public long followRoutes() {
        return new Rerouting(core, scheduler).run();
    }

    // --- Intake

    @Override
    public Room room(long octets) {
        if (closed) {
            return new Room.Busy("stopping");
        }
        var room = space.room(octets);
        if (room instanceof Room.Full) {
            return room;
        }
        return switch (core.journal().condition()) {
            case Journal.Condition.Healthy _ -> room;
            case Journal.Condition.Full(var detail) -> new Room.Full(detail);
            case Journal.Condition.Congested(var detail) -> new Room.Busy(detail);
            case Journal.Condition.Broken(var detail) -> new Room.Busy(detail);
        };
    }

    @Override
    public void heardFrom(IpAddress address, String name) {
        scheduler.heardFrom(address, name);
    }

    @Override
    public Draft draft() {
        return arrivals.draft();
    }

    // --- Stock, Backlog, Probe

    @Override
    public void read(Consumer<Stock.Levels> reader) {
        core.locked(() -> reader.accept(levels.read()));
        messageIds.fetch();
    }

    @Override
    public boolean read(Duration atMost, Consumer<Stock.Levels> reader) {
        boolean done = core.lockedWithin(atMost, () -> reader.accept(levels.read()));
        if (done) {
            messageIds.fetch();
        }
        return done;
    }

    @Override
    public List<Waiting> waiting(MtaGroup group, long atLeast, int limit) {
        var all = new ArrayList<Waiting>();
        core.lockedWithin(
                PATIENCE,
                () -> {
                    var destination = core.index().destination(group);
                    for (int i = 0; destination != null && i < destination.domains(); i++) {
                        var domain = destination.domain(i);
                        if (domain.recipients >= atLeast) {
                            all.add(new Waiting(domain.name, domain.recipients));
                        }
                    }
                });
        all.sort(Comparator.comparingLong(Waiting::recipients).reversed());
        return List.copyOf(all.subList(0, Math.min(all.size(), limit)));
    }

    @Override
    public void regroup(String domain, MtaGroup to) {
        core.locked(
                () ->
                        core.index()
                                .regroup(domain, to, core.now().ticks())
                                .ifPresent(core.observer()::tell));
    }

    @Override
    public void read(ObjDoubleConsumer<String> into) {
        core.lockedWithin(
                PATIENCE,
                () -> {
                    into.accept("scheduler_slots", scheduler.slots());
                    into.accept("scheduler_slots_lingering", scheduler.lingering().size());
                    into.accept("scheduler_destinations_in_line", scheduler.inLine());
                    into.accept("scheduler_destinations", core.index().hops().size());
                    into.accept("scheduler_destinations_backing_off", scheduler.backingOff());
                    into.accept("queue_index_bytes", (double) core.index().estimatedOctets());
                    into.accept("queue_domains", core.index().domainCount());
                    core.deferrals().read(into);
                    reporter.read(into);
                    into.accept("queue_notes", core.notes().size());
                    into.accept("queue_pauses", core.index().pauses().all().size());
                });
        into.accept("queue_pauses_incomplete", pauses.incomplete() ? 1 : 0);
        into.accept("queue_pauses_unsaved", pauses.unsaved() ? 1 : 0);
        into.accept("queue_drafts", (double) arrivals.drafts());
        into.accept("queue_unreadable_envelopes", (double) recovery.damaged());
        space.read(into);
    }

    // --- the operator

    /** What the operator may look at. */
    public QueueView view() {
        return inspection;
    }

    /** Takes up the pauses of earlier runs; before {@link #open}. */
    public void restore(PauseFile file) throws IOException {
        pauses.restore(file);
    }

    @Override
    public Effect operate(
            Operation operation, Selection selection, SmtpReply reply, boolean dryRun) {
        return operations.run(operation, selection, reply, dryRun);
    }

    @Override
    public Pauses.Change pause(Pause pause) {
        return pauses.pause(pause);
    }

    @Override
    public Pauses.Change resume(Pause.Kind kind, String name) {
        return pauses.resume(kind, name);
    }

    @Override
    public Paused paused() {
        var channels =
                core.locked(() -> core.index().channels().stream().map(one -> one.name).toList());
        return new Paused(pauses.list(), pauses.incomplete(), channels);
    }

    /** Keeps a message's waiting recipients. @return how many */
    public int hold(QueueId id) {
        return operate(Operation.HOLD, id, BY_OPERATOR);
    }

    /** Lets held recipients go. @return how many */
    public int release(QueueId id) {
        return operate(Operation.RELEASE, id, BY_OPERATOR);
    }

    /** Tries put-off recipients now. @return how many */
    public int retry(QueueId id) {
        return operate(Operation.RETRY, id, BY_OPERATOR);
    }

    /** Gives up recipients that are not in delivery. @return how many */
    public int bounce(QueueId id, SmtpReply reply) {
        return operate(Operation.BOUNCE, id, reply);
    }

    /** Removes recipients that are not in delivery. @return how many */
    public int delete(QueueId id) {
        return operate(Operation.DELETE, id, BY_OPERATOR);
    }

    private int operate(Operation operation, QueueId id, SmtpReply reply) {
        return (int) operations.run(operation, Selection.of(id), reply, false).changed();
    }

    /**
     * Sets a message aside because it is damaged; recipients in delivery follow unless their
     * attempt succeeds. @return how many went at once
     */
    public int quarantine(QueueId id, String why) {
        return operations.quarantine(id, why);
    }

    /** Lets a test look at the index under the lock. */
    void inspect(Consumer<Index> look) {
        core.locked(() -> look.accept(core.index()));
    }

    // --- Journal.Owner

    @Override
    public Optional<byte[]> state(QueueId id) {
        return core.locked(() -> Optional.ofNullable(whole(id)));
    }

    private byte @Nullable [] whole(QueueId id) {
        var message = core.index().find(id);
        if (message == null) {
            return null;
        }
        long told = reporter.delays().threshold(message.delaysTold).toSeconds();
        return Wholes.of(message, told, core.now());
    }

    @Override
    public void moved(QueueId id, long place) {
        core.locked(
                () -> {
                    var message = core.index().find(id);
                    if (message != null) {
                        message.place = place;
                    }
                });
    }

    /** Looks at every message: asked only where a record is damaged. */
    @Override
    public Optional<QueueId> at(long place) {
        return core.locked(() -> Optional.ofNullable(idAt(place)));
    }

    private @Nullable QueueId idAt(long place) {
        for (var m = core.index().first(); m != null; m = m.next) {
            if (Journal.samePlace(m.place, place)) {
                return m.id();
            }
        }
        return null;
    }
}
