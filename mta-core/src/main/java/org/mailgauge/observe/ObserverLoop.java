package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The thread that keeps the snapshot fresh, admits destinations by backlog and saves the traffic
 * for the next run.
 */
public final class ObserverLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverLoop.class);

    /** Less than the 250 ms that a snapshot may be old, by the time that building may take. */
    private static final Duration REFRESH = Duration.ofMillis(200);

    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration SAVE = Duration.ofMinutes(10);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Time time;
    private final SnapshotPublisher publisher;
    private final List<GroupRegistry> registries;
    private final List<BacklogAdmission> admissions;
    private Tasks.@Nullable Task task;

    /** An MTA's groups, and its queue. */
    public record Mta(GroupRegistry registry, Backlog backlog) {}

    public ObserverLoop(Time time, SnapshotPublisher publisher, List<Mta> mtas) {
        this.time = time;
        this.publisher = publisher;
        this.registries = mtas.stream().map(Mta::registry).toList();
        this.admissions =
                mtas.stream()
                        .map(mta -> new BacklogAdmission(mta.registry(), mta.backlog(), time))
                        .toList();
    }

    /** Starts the thread. Called once. */
    public void start(Tasks tasks) {
        task = tasks.startPlatform("observer", this::run);
    }

    private void run() {
        long looked = time.ticks();
        long saved = looked;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                time.sleep(REFRESH);
            } catch (InterruptedException stopped) {
                return;
            }
            long now = time.ticks();
            guarded(publisher::refresh);
            if (now - looked >= LOOK.toNanos()) {
                looked = now;
                admissions.forEach(admission -> guarded(admission::look));
            }
            if (now - saved >= SAVE.toNanos()) {
                saved = now;
                guarded(this::saveAll);
            }
        }
    }

    /** A defect in one turn must not freeze every view: it is logged, and the next turn comes. */
    private static void guarded(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException defect) {
            LOG.error("observation failed in one turn", defect);
        }
    }

    private void saveAll() {
        registries.forEach(ObserverLoop::save);
    }

    private static void save(GroupRegistry registry) {
        try {
            registry.saveTraffic();
        } catch (IOException failed) {
            LOG.warn("the traffic by destination cannot be saved", failed);
        }
    }

    /** Ends the thread and saves the traffic. */
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
                LOG.warn("the observer did not end in {}", STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        saveAll();
    }
}
