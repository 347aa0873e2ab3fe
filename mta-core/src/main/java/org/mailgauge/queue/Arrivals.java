package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Crash;
import org.mailgauge.port.DiskFullException;
import org.mailgauge.queue.Intake.Commit;
import org.mailgauge.queue.Intake.Draft;
import org.mailgauge.queue.journal.Journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Messages on their way into the queue. Safe for use by any thread. */
final class Arrivals {
    /*
     * While the messages of an earlier run are being taken back, new ones are made durable and
     * acknowledged, but wait here for their place in the index: they are younger than all of those.
     * What is counted of them is counted when they get it. Beyond EARLY the acknowledgement waits.
     */
    private static final int EARLY = 10_000;

    private final Core core;
    private final Scheduler scheduler;
    private final Placement placement;
    private final SpaceGauge space;
    private final Groups groups;
    private final long run;
    private final AtomicLong nextSerial = new AtomicLong(1);
    private final LongAdder openDrafts = new LongAdder();

    /** Let go when messages are placed at once, or never will be in this run. */
    private final CountDownLatch settled = new CountDownLatch(1);

    // Under the queue's lock.
    private final List<Arrival> early = new ArrayList<>();
    private boolean open;

    /** A durable message. */
    private record Arrival(
            QueueId id,
            long place,
            long octets,
            Envelope envelope,
            long ticks,
            Set<Shelf> direct) {}

    Arrivals(
            Core core,
            Scheduler scheduler,
            Placement placement,
            SpaceGauge space,
            Groups groups,
            long run) {
        this.core = core;
        this.scheduler = scheduler;
        this.placement = placement;
        this.space = space;
        this.groups = groups;
        this.run = run;
    }

    /** No id has a lower serial number from now on. */
    void floor(long serial) {
        nextSerial.accumulateAndGet(serial, Math::max);
    }

    QueueId nextId() {
        return new QueueId(run, nextSerial.getAndIncrement());
    }

    /** Messages whose content is coming in. */
    long drafts() {
        return openDrafts.sum();
    }

    Draft draft() {
        openDrafts.increment();
        return new Incoming(nextId(), core.journal().body());
    }

    /** Under the lock: gives those their places that came early, and others at once. */
    void open() {
        open = true;
        early.forEach(this::place);
        early.clear();
        settled.countDown();
    }

    /** Lets those go who wait for {@link #open}; what is not placed by now is the next run's. */
    void stop() {
        settled.countDown();
    }

    /** A message on its way in. */
    private final class Incoming implements Draft {
        private final QueueId id;
        private final Journal.Body body;

        /** The groups in which the message counts as received and transmitted by now. */
        private final Set<Shelf> direct = new HashSet<>();

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
        public Content content() throws IOException {
            return body.content();
        }

        @Override
        public void delivered(ForwardPath to, String inbound) {
            core.locked(() -> handedOver(to.domain(), inbound, body.octets(), direct));
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
                return accept(id, distinct(envelope), body, Set.copyOf(direct));
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

    /**
     * Under the lock: a recipient has the message without its having been in the queue.
     *
     * @param direct the groups in which it counts by now; those of this recipient join them
     */
    private void handedOver(String domain, String inbound, long octets, Set<Shelf> direct) {
        boolean first = direct.isEmpty();
        var at = placement.direct(domain, core.now().ticks());
        var shares = at.shares(direct);
        direct.add(at.channel());
        direct.add(at.destination());
        var origin = groups.inbound(inbound);
        core.observer().tell(new MtaEvent.Received(origin, octets, 1, first, shares));
        core.observer()
                .tell(new MtaEvent.Settled(MtaEvent.Outcome.DELIVERED, octets, 1, first, shares));
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

    private Commit accept(QueueId id, Envelope envelope, Journal.Body body, Set<Shelf> direct) {
        long octets = body.octets();
        return switch (core.journal().accept(id, QueueRecords.write(envelope), body)) {
            case Journal.Accepted.Durable(var place) -> {
                Crash.at("queue.after-force");
                durable(new Arrival(id, place, octets, envelope, core.now().ticks(), direct));
                yield new Commit.Durable(id);
            }
            case Journal.Accepted.Full(var detail) -> new Commit.Full(detail);
            case Journal.Accepted.Failed(var detail) -> new Commit.Failed(detail);
        };
    }

    private void durable(Arrival arrival) {
        if (!core.locked(() -> taken(arrival))) {
            awaitSettled();
            core.locked(() -> taken(arrival));
        }
        scheduler.startSlots();
    }

    /** Parks until messages are placed at once; an interrupt is kept for later. */
    private void awaitSettled() {
        boolean interrupted = false;
        while (true) {
            try {
                settled.await();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Under the lock. @return false when too many are early already */
    private boolean taken(Arrival arrival) {
        if (open) {
            place(arrival);
            return true;
        }
        return early.size() < EARLY && early.add(arrival);
    }

    /** A report of our own has become durable. Under the lock. */
    void received(QueueId id, long place, long octets, Envelope envelope) {
        var arrival = new Arrival(id, place, octets, envelope, core.now().ticks(), Set.of());
        if (open) {
            place(arrival);
        } else {
            early.add(arrival);
        }
    }

    private void place(Arrival arrival) {
        var now = core.now();
        var envelope = arrival.envelope();
        long arrived = arrival.ticks();
        var message =
                placement.message(
                        arrival.id(),
                        arrival.place(),
                        arrival.octets(),
                        envelope,
                        arrived,
                        arrival.direct());
        for (int i = 0; i < message.recipients(); i++) {
            placement.place(message.recipient(i), envelope.recipients().get(i).domain(), arrived);
        }
        placement.known(message, envelope);
        core.observer()
                .tell(
                        new MtaEvent.Received(
                                Placement.origin(groups, envelope),
                                arrival.octets(),
                                message.recipients(),
                                arrival.direct().isEmpty(),
                                Placement.shares(message, arrival.direct())));
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
}
