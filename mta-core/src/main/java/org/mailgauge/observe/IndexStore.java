package org.mailgauge.observe;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What the groups remember from run to run. Safe for use by any thread, virtual ones too; calls
 * park while file work is done elsewhere.
 */
public interface IndexStore {

    /** Everything that was ever added. */
    Indexes indexes() throws IOException;

    /** Adds to it; durable on return. */
    void add(List<Entry> entries) throws IOException;

    /** The traffic of the last run by destination domain; empty when there is none. */
    Map<String, Long> traffic() throws IOException;

    /** Replaces it. */
    void saveTraffic(Map<String, Long> traffic) throws IOException;

    /** The number spaces and collections in which names are told apart. */
    enum Scope {
        APPLICATION,
        INBOUND,
        CHANNEL,
        STATE,
        DESTINATION
    }

    /** A name's index. */
    record Entry(Scope scope, String name, int index) {}

    /**
     * What was found.
     *
     * @param lost at most so many entries could not be read; their indexes must not be given again
     */
    record Indexes(List<Entry> entries, int lost) {
        public Indexes {
            entries = List.copyOf(entries);
        }
    }
}
