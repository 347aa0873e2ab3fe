package org.mailgauge.observe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An index store without a disk, which can be made to fail. */
public final class MemoryIndexStore implements IndexStore {
    private final List<Entry> entries = new ArrayList<>();
    private Map<String, Long> traffic = Map.of();
    private boolean failing;

    /** From now on adding fails, or works again. */
    public synchronized void failing(boolean fail) {
        failing = fail;
    }

    @Override
    public synchronized Indexes indexes() {
        return new Indexes(entries, 0);
    }

    @Override
    public synchronized void add(List<Entry> more) throws IOException {
        if (failing) {
            throw new IOException("the store fails");
        }
        entries.addAll(more);
    }

    @Override
    public synchronized Map<String, Long> traffic() {
        return traffic;
    }

    @Override
    public synchronized void saveTraffic(Map<String, Long> traffic) {
        this.traffic = Map.copyOf(traffic);
    }
}
