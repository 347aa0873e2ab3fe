package org.mailgauge.collect;

import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.IndexStore;
import org.mailgauge.observe.Neighbours;
import org.mailgauge.observe.ObserverLoop;
import org.mailgauge.observe.Probe;
import org.mailgauge.observe.SnapshotPublisher;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;

import java.io.IOException;
import java.util.List;

/**
 * The observation of foreign MTAs where there is none of ours. Safe for use by any thread; started
 * once, closed once.
 */
public final class Watching implements AutoCloseable {
    private final SnapshotPublisher publisher;
    private final ObserverLoop observer;

    private Watching(SnapshotPublisher publisher, ObserverLoop observer) {
        this.publisher = publisher;
        this.observer = observer;
    }

    /**
     * Begins to observe.
     *
     * @param indexes where applications get their numbers: the same place as with an MTA of ours
     */
    public static Watching start(
            Time time, Tasks tasks, IndexStore indexes, Neighbours watched, List<Probe> probes)
            throws IOException {
        var register = GroupRegistry.open(indexes, new GroupPlan(List.of(), List.of(), 0), time);
        var all = watched.open(register::application);
        var publisher =
                new SnapshotPublisher(
                        time, all.stream().map(Neighbours.Neighbour::source).toList(), probes);
        var observer =
                new ObserverLoop(
                        time, publisher, all.stream().map(Neighbours.Neighbour::observed).toList());
        observer.start(tasks);
        return new Watching(publisher, observer);
    }

    /** Where every view gets its numbers. */
    public SnapshotSource snapshots() {
        return publisher;
    }

    @Override
    public void close() {
        observer.close();
    }
}
