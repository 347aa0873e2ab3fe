package org.mailgauge.queue;

import org.mailgauge.port.Tasks;
import org.mailgauge.sim.SimTasks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Tasks of which those that write reports run when the test says so, on its own thread: so that it
 * decides every interleaving, and a kill ends them together with everything else.
 */
final class ReportsByHand implements Tasks {
    private static final Task ENDED =
            new Task() {
                @Override
                public void interrupt() {}

                @Override
                public boolean join(Duration atMost) {
                    return true;
                }
            };

    private final SimTasks others;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    ReportsByHand(SimTasks others) {
        this.others = others;
    }

    @Override
    public Task start(String name, Runnable body) {
        if (!name.equals("report")) {
            return others.start(name, body);
        }
        synchronized (waiting) {
            waiting.add(body);
        }
        return ENDED;
    }

    /** Runs the next one. @return whether there was one */
    boolean runNext() {
        Runnable next;
        synchronized (waiting) {
            next = waiting.poll();
        }
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    @Override
    public Task startPlatform(String name, Runnable body) {
        return others.startPlatform(name, body);
    }

    @Override
    public <T> T io(Work<T> work) throws IOException {
        return others.io(work);
    }
}
