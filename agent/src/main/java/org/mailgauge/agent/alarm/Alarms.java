package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Disk;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The alarms of the running server. Safe for use by any thread; {@code lock} keeps changes apart,
 * and is held over I/O of its own file; readers take no lock.
 */
public final class Alarms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Parts parts;
    private final SnapshotSource snapshots;
    private volatile List<Rule> rules; // written with lock held
    private final List<AlarmSource> sources;
    private volatile List<AlarmSink> sinks; // written with lock held
    private final AlarmFile file;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean unsaved; // guarded by lock
    private volatile AlarmState state;
    private volatile Tasks.@Nullable Task task;

    /** The seams that the alarms need. */
    public record Parts(Time time, Disk disk, Tasks tasks) {}

    private Alarms(
            Parts parts,
            SnapshotSource snapshots,
            List<Rule> rules,
            List<AlarmSource> sources,
            List<AlarmSink> sinks,
            AlarmState state) {
        this.parts = parts;
        this.snapshots = snapshots;
        this.rules = List.copyOf(rules);
        this.sources = List.copyOf(sources);
        this.sinks = List.copyOf(sinks);
        this.file = new AlarmFile(parts.disk());
        this.state = state;
    }

    /**
     * The alarms as they were when the last run ended.
     *
     * @param others sources beside the snapshots
     * @throws IOException when the file of an earlier run cannot be read, or is of a newer version
     */
    public static Alarms open(
            Parts parts,
            List<Rule> rules,
            SnapshotSource snapshots,
            List<AlarmSource> others,
            List<AlarmSink> sinks)
            throws IOException {
        var sources = new ArrayList<AlarmSource>(others);
        sources.addFirst(new SnapshotReadings(snapshots));
        var wall = parts.time().wall();
        var before = parts.tasks().io(() -> new AlarmFile(parts.disk()).load(wall));
        return new Alarms(parts, snapshots, rules, sources, sinks, before);
    }

    /** Begins to look, about once a second, and tells again what may be lost. Called once. */
    public void start() {
        sinks.forEach(this::makeUp);
        task = parts.tasks().startPlatform("alarms", this::run);
    }

    /** What a way may have lost when the last run ended. */
    private void makeUp(AlarmSink sink) {
        var before = state;
        long safe = sink.safe(before.sequence());
        for (var event : before.recent()) {
            if (event.sequence() > safe) {
                sink.tellAgain(event);
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                guarded();
                parts.time().sleep(PERIOD);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A defect in one turn must not end the alarms: it is logged, and the next turn comes. */
    private void guarded() {
        try {
            look();
        } catch (RuntimeException defect) {
            LOG.error("the alarms failed in one turn", defect);
        }
    }

    /** Looks once, now, as is done about once a second. */
    public void look() {
        lock.lock();
        try {
            var now = Moment.of(parts.time());
            var measured =
                    Reading.All.of(sources.stream().map(source -> source.read(now)).toList());
            var step = AlarmEngine.step(state, rules, measured, now);
            state = step.next();
            unsaved |= step.changed();
            if (unsaved) {
                save();
            }
            step.events().forEach(this::tell);
        } finally {
            lock.unlock();
        }
    }

    /** Told although it could not be saved: that the disk is full must be heard. */
    private void save() {
        try {
            parts.tasks()
                    .io(
                            () -> {
                                file.save(state);
                                return true;
                            });
            unsaved = false;
        } catch (IOException failed) {
            LOG.warn("alarms cannot be saved in data-dir: {}", failed.getMessage());
        }
    }

    private void tell(AlarmEvent event) {
        for (var sink : sinks) {
            try {
                sink.tell(event);
            } catch (RuntimeException defect) {
                LOG.error("event {} was not told on one way", event.sequence(), defect);
            }
        }
    }

    /**
     * Tells an alarm that is raised and cleared at once, on all ways, also in a maintenance window.
     *
     * @return the number of the event that clears it
     */
    public long test() {
        lock.lock();
        try {
            var pair = Trial.pair(state, snapshots.current(), Moment.of(parts.time()));
            state = state.tested(pair);
            unsaved = true;
            save();
            pair.forEach(this::tell);
            return pair.getLast().sequence();
        } finally {
            lock.unlock();
        }
    }

    /** What became of an event on those ways that know; waits until it is good, at most so long. */
    public List<AlarmSink.Told> told(long sequence, Duration within) throws InterruptedException {
        var all = new ArrayList<AlarmSink.Told>();
        for (var sink : sinks) {
            all.addAll(sink.told(sequence, within));
        }
        return all;
    }

    /** All that is known now. */
    public AlarmState state() {
        return state;
    }

    public List<Rule> rules() {
        return rules;
    }

    /**
     * Other rules and ways from now on. Alarms of a rule that is gone end at the next turn, and are
     * told on the ways of then.
     */
    public void become(List<Rule> others, List<AlarmSink> ways) {
        lock.lock();
        try {
            rules = List.copyOf(others);
            sinks = List.copyOf(ways);
        } finally {
            lock.unlock();
        }
    }

    /** How the ways have done on which alarms are told. */
    public List<SinkCounts> ways() {
        return sinks.stream().flatMap(sink -> sink.counts().stream()).toList();
    }

    /**
     * Notes that an alarm is known.
     *
     * @return whether that is on disk
     */
    public boolean acknowledge(long id, String by, String comment) {
        Instant at = parts.time().wall();
        return change(old -> old.acknowledge(id, new Alarm.Acknowledgement(by, comment, at)));
    }

    /**
     * Begins a maintenance window, or sets the end of the one that lasts.
     *
     * @return whether that is on disk
     */
    public boolean maintain(Duration time, String by, String comment) {
        var until = parts.time().wall().plus(time);
        return change(old -> old.maintenance(new AlarmState.Maintenance(until, by, comment)));
    }

    /**
     * Ends the window; what was held back is told at the next turn.
     *
     * @return whether that is on disk
     */
    public boolean endMaintenance() {
        return change(old -> old.maintenance(null));
    }

    private boolean change(UnaryOperator<AlarmState> how) {
        lock.lock();
        try {
            state = how.apply(state);
            unsaved = true;
            save();
            return !unsaved;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the looking; alarms stay as they are. */
    @Override
    public void close() {
        var running = task;
        task = null;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            if (!running.join(STOP)) {
                LOG.warn("the alarms did not end in {}", STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
