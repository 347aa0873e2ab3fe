package org.mailgauge.observe;

import java.io.IOException;
import java.util.List;

/** Applications that are not ours and are shown beside ours. */
public interface Neighbours {

    /** There are none. */
    Neighbours NONE = _ -> List.of();

    /**
     * Finds them; called once, before anything is shown.
     *
     * @param indexes gives each its applIndex
     */
    List<Neighbour> open(Indexes indexes) throws IOException;

    /** Numbers applications by their names, durably. */
    interface Indexes {
        int application(String name) throws IOException;
    }

    /**
     * One of them.
     *
     * @param source where its totals and levels come from
     * @param backlog by which its destinations are admitted to groups of their own
     */
    record Neighbour(SnapshotPublisher.Source source, Backlog backlog) {

        /** What the observer looks after. */
        public ObserverLoop.Mta observed() {
            return new ObserverLoop.Mta(source.groups(), backlog);
        }
    }
}
