package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.observe.Backlog;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.Observer;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.Stock;
import org.mailgauge.port.Crash;
import org.mailgauge.port.Disk;
import org.mailgauge.port.DiskFullException;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * The queue: owner of all stored mail. Safe for use by any thread.
 *
 * <p>Life: made; {@link #recover} for each message that the journal finds while it opens; {@link
 * #open} with the journal; then mail comes and goes; {@link #quiesce} at the end, which closes the
 * journal.
 */
public final class MailQueue implements Intake, QueueControl, Stock, Backlog, Probe, Journal.Owner {
    /** What is said of recipients that the operator gives up, unless it is said otherwise. */
    public static final SmtpReply BY_OPERATOR =
            SmtpReply.of(550, 0, 0, "Given up by the operator of this server");

    private final Ports ports;
    private final Groups groups;
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
    private final long run;
    private final AtomicLong nextSerial = new AtomicLong(1);
    private final LongAdder openDrafts = new LongAdder();
    private volatile boolean closed;

    /** The seams that the queue needs. */
    public record Ports(Time time, Entropy entropy, Tasks tasks, Disk disk) {}

    /** What is configured. */
    public record Settings(QueueConfig queue, DeliveryConfig delivery, Reporting reporting) {}

    public MailQueue(
            Settings settings,
            Ports ports,
            Router router,
            Groups groups,
            Observer observer,
            Agents agents) {
        this.ports = ports;
        this.groups = groups;
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
                        ReplyClasses.builtIn(),
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
        this.reportWriter =
                new ReportWriter(
                        core,
                        scheduler.expiry(),
                        settings.reporting().hostname(),
                        this::nextId,
                        this::received);
        this.messageIds = new MessageIds(core, ports.tasks());
        this.placement = new Placement(core, router, groups, messageIds);
        this.recovery = new Recovery(core, placement, scheduler.backoff(), groups);
        this.levels = new LevelReader(core, messageIds);
        var standing = new Standing(scheduler);
        this.inspection = new Inspection(core, scheduler, standing);
        this.operations = new Operations(core, scheduler, standing);
        this.pauses = new Pauses(core, scheduler);
        this.space =
                new SpaceGauge(
                        ports.disk(),
                        ports.time(),
                        settings.queue().reserveOctets(),
                        settings.queue().reserveInodes());
        this.run = ports.entropy().bits();
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
     * Opens for business: deliveries begin, and mail may come in.
     *
     * @param serialFloor the lowest serial number that an id may have now
     */
    public void open(Journal journal, long serialFloor) throws IOException {
        core.journal(journal);
        nextSerial.accumulateAndGet(serialFloor, Math::max);
        ports.tasks()
                .io(
                        () -> {
                            space.sample();
                            return true;
                        });
        space.start(ports.tasks());
        core.locked(this::begin);
        scheduler.open();
    }

    private void begin() {
        var now = core.now();
        core.index().orderStates();
        recovery.finish();
        reporter.open(reportWriter, scheduler::startSlots);
        for (var recipient : placement.undispatched()) {
            if (recipient.lane == null) {
                continue; // a report of the last run has ended it
            }
            var settlement = new Settlement(core, recipient.message(), now);
            scheduler.dispatchPlaced(recipient, settlement, now);
            settlement.post();
        }
        for (var m = core.index().first(); m != null; m = m.next) {
            scheduler.expiry().note(m);
        }
    }

    /**
     * Stops: nothing comes in, no delivery begins; those that run have so long to end. What is not
     * delivered stays for the next start. Closes the journal.
     */
    public void quiesce(Duration atMost) throws InterruptedException {
        closed = true;
        long end = ports.time().ticks() + atMost.toNanos();
        scheduler.stop(atMost);
        reporter.stop(Duration.ofNanos(Math.max(0, end - ports.time().ticks())));
        space.stop();
        if (core.isOpen()) {
            core.journal().close();
        }
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
        openDrafts.increment();
        return new Incoming(nextId(), core.journal().body());
    }

    private QueueId nextId() {
        return new QueueId(run, nextSerial.getAndIncrement());
    }

    /** A message on its way in. */
    private final class Incoming implements Draft {
        private final QueueId id;
        private final Journal.Body body;
        private long counted;
        private @Nullable Commit refusal;
        private boolean ended;

        Incoming(QueueId id, Journal.Body body) {
            this.id = id;
            this.body = body;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            try {
                body.write(content, offset, length);
            } catch (DiskFullException full) {
                refusal = new Commit.Full(String.valueOf(full.getMessage()));
                throw full;
            } catch (IOException failed) {
                refusal = new Commit.Failed("content could not be written");
                throw failed;
            }
            counted += length;
            space.wrote(length);
        }

        @Override
        public long octets() {
            return body.octets();
        }

        @Override
        public Commit commit(Envelope envelope) {
            var refused = refusal;
            if (refused != null) {
                return refused;
            }
            if (ended) {
                return new Commit.Failed("ended");
            }
            ended = true;
            try {
                return accept(id, distinct(envelope), body);
            } finally {
                leave();
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                body.close();
                leave();
            }
        }

        private void leave() {
            space.wrote(-counted);
            openDrafts.decrement();
        }
    }

    private static Envelope distinct(Envelope envelope) {
        var once = new LinkedHashSet<ForwardPath>(envelope.recipients());
        return once.size() == envelope.recipients().size()
                ? envelope
                : new Envelope(
                        envelope.reversePath(),
                        List.copyOf(once),
                        envelope.arrived(),
                        envelope.inbound(),
                        envelope.client(),
                        envelope.eightBit(),
                        envelope.messageId());
    }

    private Commit accept(QueueId id, Envelope envelope, Journal.Body body) {
        long octets = body.octets();
        return switch (core.journal().accept(id, QueueRecords.write(envelope), body)) {
            case Journal.Accepted.Durable(var place) -> {
                Crash.at("queue.after-force");
                core.locked(() -> received(id, place, octets, envelope));
                scheduler.startSlots();
                yield new Commit.Durable(id);
            }
            case Journal.Accepted.Full(var detail) -> new Commit.Full(detail);
            case Journal.Accepted.Failed(var detail) -> new Commit.Failed(detail);
        };
    }

    private void received(QueueId id, long place, long octets, Envelope envelope) {
        var now = core.now();
        var message = placement.message(id, place, octets, envelope, now.ticks());
        for (int i = 0; i < message.recipients(); i++) {
            placement.place(
                    message.recipient(i), envelope.recipients().get(i).domain(), now.ticks());
        }
        placement.known(message, envelope);
        core.observer()
                .tell(
                        new MtaEvent.Received(
                                Placement.origin(groups, envelope),
                                octets,
                                message.recipients(),
                                Placement.shares(message)));
        dispatch(message, now);
        scheduler.pump(now);
    }

    private void dispatch(Message message, Moment now) {
        var settlement = new Settlement(core, message, now);
        for (int i = 0; i < message.recipients(); i++) {
            scheduler.dispatchPlaced(message.recipient(i), settlement, now);
        }
        scheduler.expiry().note(message);
        settlement.post();
    }

    // --- Stock, Backlog, Probe

    @Override
    public void read(Consumer<Stock.Levels> reader) {
        core.locked(() -> reader.accept(levels.read()));
        messageIds.fetch();
    }

    @Override
    public List<Waiting> waiting(MtaGroup group, long atLeast, int limit) {
        var all = new ArrayList<Waiting>();
        core.locked(
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
        core.locked(
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
        into.accept("queue_drafts", (double) openDrafts.sum());
        into.accept("queue_unreadable_envelopes", (double) recovery.damaged());
        space.freeOctets().ifPresent(free -> into.accept("disk_free_bytes", (double) free));
        space.freeInodes().ifPresent(free -> into.accept("disk_free_inodes", (double) free));
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
