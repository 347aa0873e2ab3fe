package org.mailgauge.observe;

import org.mailgauge.port.Time;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Admits destinations to groups of their own when their backlog lasts. Used by one thread, which
 * calls {@link #look} about twice a minute.
 */
final class BacklogAdmission {
    /** A backlog worth a group. */
    static final long RECIPIENTS = 20;

    /** How long it must have been seen at every look. */
    static final Duration LASTING = Duration.ofMinutes(10);

    private static final int CANDIDATES = 200;

    private final GroupRegistry registry;
    private final Backlog backlog;
    private final Time time;
    private Map<String, Long> since = new HashMap<>();

    BacklogAdmission(GroupRegistry registry, Backlog backlog, Time time) {
        this.registry = registry;
        this.backlog = backlog;
        this.time = time;
    }

    void look() {
        var seen = new HashMap<String, Long>();
        if (registry.backlogSlots() > 0) {
            long now = time.ticks();
            for (var one : backlog.waiting(registry.other(), RECIPIENTS, CANDIDATES)) {
                long first = since.getOrDefault(one.domain(), now);
                if (now - first < LASTING.toNanos()) {
                    seen.put(one.domain(), first);
                } else {
                    registry.admitByBacklog(one.domain())
                            .ifPresent(group -> backlog.regroup(one.domain(), group));
                }
            }
        }
        since = seen;
    }
}
