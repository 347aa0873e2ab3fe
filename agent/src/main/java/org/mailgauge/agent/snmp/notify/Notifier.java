package org.mailgauge.agent.snmp.notify;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Brings notifications to the configured receivers. Nobody who posts one waits: not for a receiver,
 * not for a disk. Safe for use by any thread.
 */
public final class Notifier implements Outlet, AutoCloseable {
    /* Threads: one platform thread sends traps; each receiver of informs has a virtual thread of its
     * own, so that a dead one delays no other; one platform thread writes what waits to disk. Other
     * receivers take over between two messages: those threads end, and new ones begin. */

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Parts parts;
    private volatile Audience audience;
    private final Backlog backlog;
    private final boolean first;
    private final Traps traps = new Traps();
    // Below: of the one who starts, changes and closes it, one after the other.
    private final List<Tasks.Task> couriers = new ArrayList<>();
    private Tasks.@Nullable Task writer;
    private @Nullable Wire wire;

    /** The seams that it needs. */
    public record Parts(Time time, Disk disk, Tasks tasks) {}

    /**
     * Who is told.
     *
     * @param mayHave whether a receiver's view has all that a notification tells
     */
    public record Audience(List<Receiver> receivers, BiPredicate<Receiver, Notification> mayHave) {
        public Audience {
            receivers = List.copyOf(receivers);
        }

        private List<String> informed() {
            return receivers.stream().filter(Receiver::inform).map(Receiver::key).toList();
        }
    }

    /**
     * What became of a notification for one receiver.
     *
     * @param waiting informs that wait for it
     */
    public record Outcome(Receiver receiver, Fate fate, long waiting) {}

    /** What becomes of a notification. */
    public enum Fate {
        /** A trap has left; nobody knows whether it arrived. */
        SENT,
        /** An inform has arrived. */
        ACKNOWLEDGED,
        /** An inform has not been acknowledged yet, and is tried again. */
        WAITING,
        /** The receiver's view does not have what it tells, or it could not be sent. */
        NOT_SENT
    }

    private Notifier(Parts parts, Audience audience, Backlog backlog, boolean first) {
        this.parts = parts;
        this.audience = audience;
        this.backlog = backlog;
        this.first = first;
    }

    /**
     * With what waited when the last run ended. What is posted before {@link #start} waits.
     *
     * @param most informs that may wait for each receiver
     * @throws IOException when the file of an earlier run cannot be read, or is of a newer version
     */
    public static Notifier open(Parts parts, Audience audience, int most) throws IOException {
        var keys = audience.informed();
        var disk = parts.disk();
        var before = parts.tasks().io(() -> InformFile.load(disk));
        if (keys.isEmpty() && before.isPresent()) {
            parts.tasks()
                    .io(
                            () -> {
                                InformFile.forget(disk);
                                return true;
                            });
        }
        var backlog = new Backlog(keys, most, before.orElse(new Waiting.State(1, 0, List.of())));
        if (backlog.dropped() > 0) {
            LOG.warn(
                    "{} informs were dropped: their receivers are no longer configured",
                    backlog.dropped());
        }
        return new Notifier(parts, audience, backlog, before.isEmpty());
    }

    /** Begins to send. Called once; closes the wire at its own end. */
    public void start(Wire with) {
        wire = with;
        send(with);
    }

    /**
     * Has other receivers from now on, once {@link #start} was called. What waits for one that
     * stays goes on waiting.
     *
     * @param most informs that may wait for each receiver
     * @param sequence the last event there was, after which new receivers are told
     * @param other takes the place of the wire, which is closed then; null to keep it
     */
    public void become(Audience others, int most, long sequence, @Nullable Wire other) {
        var old = wire;
        var with = other == null ? old : other;
        if (old == null || with == null) {
            throw new IllegalStateException("not started");
        }
        stopSending();
        if (!hasInforms()) {
            backlog.begin(sequence);
        }
        long gone = backlog.receivers(others.informed(), most);
        if (gone > 0) {
            LOG.warn("{} informs were dropped: their receivers are no longer configured", gone);
        }
        audience = others;
        wire = with;
        send(with);
        if (other != null) {
            old.close();
        }
    }

    private void stopSending() {
        couriers.forEach(Tasks.Task::interrupt);
        try {
            for (var courier : couriers) {
                if (!courier.join(STOP)) {
                    LOG.warn("a notification is still being sent after {}", STOP);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        couriers.clear();
    }

    private void send(Wire with) {
        var tasks = parts.tasks();
        couriers.add(tasks.startPlatform("traps", () -> traps.run(with)));
        for (var receiver : audience.receivers()) {
            if (receiver.inform()) {
                var courier = new Courier(receiver, backlog, with, parts.time());
                couriers.add(tasks.start("informs " + receiver.to(), courier));
            }
        }
        if (hasInforms() && writer == null) {
            var keeper = new Keeper(backlog, parts.disk(), parts.time());
            writer = tasks.startPlatform("informs", keeper);
        }
    }

    private boolean hasInforms() {
        return !audience.informed().isEmpty();
    }

    @Override
    public void post(Notification notification, boolean again) {
        var whom = audience;
        var able =
                whom.receivers().stream()
                        .filter(each -> whom.mayHave().test(each, notification))
                        .toList();
        if (!again) {
            traps.post(notification, able.stream().filter(each -> !each.inform()).toList());
        }
        if (!whom.informed().isEmpty()) {
            backlog.add(
                    notification,
                    able.stream().filter(Receiver::inform).map(Receiver::key).toList());
        }
    }

    /**
     * The last event of the run before that certainly waits on disk or was acknowledged; those
     * after it have to be posted again.
     *
     * @param last the last event there was
     */
    public long safe(long last) {
        if (!hasInforms()) {
            return last;
        }
        if (first) {
            backlog.begin(last);
        }
        return Math.min(last, backlog.through());
    }

    public List<Receiver> receivers() {
        return audience.receivers();
    }

    /** Informs that wait to be acknowledged, for all receivers together. */
    public long waiting() {
        return backlog.waiting();
    }

    /** Notifications that were dropped in this run, unacknowledged or unsent. */
    public long dropped() {
        return backlog.dropped() + traps.dropped();
    }

    /**
     * What becomes of the notification of an event; waits until all have it, but at most so long.
     */
    public List<Outcome> outcomes(long sequence, Duration within) throws InterruptedException {
        for (long i = within.dividedBy(LOOK); i > 0; i--) {
            var outcomes = outcomes(sequence);
            if (outcomes.stream().allMatch(one -> isGood(one.fate()))) {
                return outcomes;
            }
            parts.time().sleep(LOOK);
        }
        return outcomes(sequence);
    }

    private static boolean isGood(Fate fate) {
        return fate == Fate.SENT || fate == Fate.ACKNOWLEDGED;
    }

    private List<Outcome> outcomes(long sequence) {
        var all = new ArrayList<Outcome>();
        for (var receiver : audience.receivers()) {
            if (receiver.inform()) {
                long waiting = backlog.waiting(receiver.key());
                boolean arrived = backlog.acknowledged(receiver.key()) >= sequence;
                var still = waiting > 0 ? Fate.WAITING : Fate.NOT_SENT;
                all.add(new Outcome(receiver, arrived ? Fate.ACKNOWLEDGED : still, waiting));
            } else {
                boolean left = traps.sent(receiver.key()) >= sequence;
                all.add(new Outcome(receiver, left ? Fate.SENT : Fate.NOT_SENT, 0));
            }
        }
        return all;
    }

    /** Stops sending; what waits is on disk when this returns, if the disk is not too slow. */
    @Override
    public void close() {
        backlog.close();
        couriers.forEach(Tasks.Task::interrupt);
        var keeper = writer;
        try {
            if (keeper != null && !keeper.join(STOP)) {
                keeper.interrupt();
                LOG.warn("what waits for receivers of informs was not on disk in {}", STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (wire != null) {
            wire.close();
        }
    }
}
