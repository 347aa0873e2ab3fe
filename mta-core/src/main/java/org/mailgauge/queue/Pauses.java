package org.mailgauge.queue;

import java.util.List;

/** Pauses channels and destinations, and resumes them. Safe for use by any thread. */
public final class Pauses {
    private final Core core;
    private final Scheduler scheduler;

    Pauses(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /** Stops a channel or destination; takes the place of a pause that it had. */
    public void pause(Pause pause) {
        core.locked(
                () -> {
                    core.index().pauses().put(pause);
                    scheduler.pausing().follow(pause.kind(), pause.name());
                });
        scheduler.pump();
    }

    /** Goes on where a pause was. @return whether there was one */
    public boolean resume(Pause.Kind kind, String name) {
        boolean was =
                core.locked(
                        () -> {
                            boolean there = core.index().pauses().remove(kind, name);
                            scheduler.pausing().follow(kind, name);
                            return there;
                        });
        scheduler.pump();
        return was;
    }

    /** The pauses in force: channels first, by name. */
    public List<Pause> list() {
        return core.locked(() -> List.copyOf(core.index().pauses().all()));
    }
}
