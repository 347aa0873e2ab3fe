package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pauses channels and destinations, and resumes them. Safe for use by any thread; {@code writing}
 * keeps changes of the file apart and is held over I/O, the queue's lock is not.
 */
public final class Pauses {
    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final Core core;
    private final Scheduler scheduler;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable PauseFile file;
    private volatile boolean incomplete;
    private volatile boolean unsaved;

    Pauses(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /**
     * What a change came to.
     *
     * @param was whether there was a pause before
     * @param durable whether it is on disk, so that it lasts over a restart
     */
    public record Change(boolean was, boolean durable) {}

    /** Takes up the pauses of earlier runs, before the queue opens, and keeps them in that file. */
    void restore(PauseFile from) throws IOException {
        var read = from.read();
        core.locked(() -> read.pauses().forEach(this::put));
        incomplete = !read.whole();
        file = from;
        for (var pause : read.pauses()) {
            LOG.warn(
                    "{} {} is paused since {} by {}: {}",
                    pause.kind().label(),
                    LogText.of(pause.name()),
                    pause.since(),
                    LogText.of(pause.by()),
                    LogText.of(pause.reason()));
        }
    }

    /** Stops a channel or destination; takes the place of a pause that it had. */
    public Change pause(Pause pause) {
        boolean was = core.locked(() -> put(pause));
        scheduler.pump();
        return new Change(was, save());
    }

    private boolean put(Pause pause) {
        boolean was = core.index().pauses().of(pause.kind(), pause.name()) != null;
        core.index().pauses().put(pause);
        scheduler.pausing().follow(pause.kind(), pause.name());
        return was;
    }

    /** Goes on where a pause was. */
    public Change resume(Pause.Kind kind, String name) {
        boolean was =
                core.locked(
                        () -> {
                            boolean there = core.index().pauses().remove(kind, name);
                            scheduler.pausing().follow(kind, name);
                            return there;
                        });
        scheduler.pump();
        return new Change(was, save());
    }

    private boolean save() {
        var to = file;
        if (to == null) {
            return true;
        }
        writing.lock();
        try {
            to.write(list());
            incomplete = false;
            unsaved = false;
            return true;
        } catch (IOException failed) {
            LOG.error("the pauses cannot be kept for the next start: {}", failed.getMessage());
            unsaved = true;
            return false;
        } finally {
            writing.unlock();
        }
    }

    /** The pauses in force: channels first, by name. */
    public List<Pause> list() {
        return core.locked(() -> List.copyOf(core.index().pauses().all()));
    }

    /**
     * Whether the file was damaged at the start, so that there may have been other pauses; until
     * the operator pauses or resumes anything.
     */
    public boolean incomplete() {
        return incomplete;
    }

    /** Whether the last change could not be written. */
    boolean unsaved() {
        return unsaved;
    }
}
