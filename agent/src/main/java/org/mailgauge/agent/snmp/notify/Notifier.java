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
     * own, so that a dead one delays no other; one platform thread writes what waits to disk. */

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Parts parts;
    private final List<Receiver> receivers;
    private final BiPredicate<Receiver, Notification> mayHave;
    private final Backlog backlog;
    private final boolean first;
    private final Traps traps = new Traps();
    private final List<Tasks.Task> couriers = new ArrayList<>();
    private Tasks.@Nullable Task writer;
    private @Nullable Wire wire;

    /** The seams that it needs. */
    public record Parts(Time time, Disk disk, Tasks tasks) {}

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

    private Notifier(
            Parts parts,
            List<Receiver> receivers,
            BiPredicate<Receiver, Notification> mayHave,
            Backlog backlog,
            boolean first) {
        this.parts = parts;
        this.receivers = List.copyOf(receivers);
        this.mayHave = mayHave;
        this.backlog = backlog;
        this.first = first;
    }

    /**
     * With what waited when the last run ended. What is posted before {@link #start} waits.
     *
     * @param most informs that may wait for each receiver
     * @param mayHave whether a receiver's view has all that a notification tells
     * @throws IOException when the file of an earlier run cannot be read, or is of a newer version
     */
    public static Notifier open(
            Parts parts,
            List<Receiver> receivers,
            int most,
            BiPredicate<Receiver, Notification> mayHave)
            throws IOException {
        var keys = receivers.stream().filter(Receiver::inform).map(Receiver::key).toList();
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
        return new Notifier(parts, receivers, mayHave, backlog, before.isEmpty());
    }

    /** Begins to send. Called once; closes the wire at its own end. */
    public void start(Wire with) {
        wire = with;
        var tasks = parts.tasks();
        couriers.add(tasks.startPlatform("traps", () -> traps.run(with)));
        for (var receiver : receivers) {
            if (receiver.inform()) {
                var courier = new Courier(receiver, backlog, with, parts.time());
                couriers.add(tasks.start("informs " + receiver.to(), courier));
            }
        }
        if (hasInforms()) {
            var keeper = new Keeper(backlog, parts.disk(), parts.time());
            writer = tasks.startPlatform("informs", keeper);
        }
    }

    private boolean hasInforms() {
        return receivers.stream().anyMatch(Receiver::inform);
    }

    @Override
    public void post(Notification notification, boolean again) {
        var able = receivers.stream().filter(each -> mayHave.test(each, notification)).toList();
        if (!again) {
            traps.post(notification, able.stream().filter(each -> !each.inform()).toList());
        }
        if (hasInforms()) {
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
        return receivers;
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
        for (var receiver : receivers) {
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
