package org.mailgauge.queue;

import org.mailgauge.observe.Groups;
import org.mailgauge.observe.MtaGroup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Groups in memory: the domains named have groups of their own, the rest are {@code other}. */
final class TestGroups implements Groups {
    private static final Set<String> LOCAL = Set.of("local", "hold", "discard", "error");

    private final Map<String, MtaGroup> groups = new LinkedHashMap<>();
    private final Set<String> admitted;

    TestGroups(String... admitted) {
        this.admitted = new java.util.concurrent.ConcurrentSkipListSet<>(List.of(admitted));
    }

    synchronized void admit(String domain) {
        admitted.add(domain);
    }

    private synchronized MtaGroup group(MtaGroup.Kind kind, String name) {
        return groups.computeIfAbsent(
                kind + " " + name, _ -> new MtaGroup(1001 + groups.size(), kind, name, name, 0, 0));
    }

    @Override
    public MtaGroup inbound(String name) {
        return group(MtaGroup.Kind.INBOUND, name);
    }

    @Override
    public MtaGroup channel(String name) {
        var kind = LOCAL.contains(name) ? MtaGroup.Kind.LOCAL : MtaGroup.Kind.OUTBOUND;
        return group(kind, name);
    }

    @Override
    public MtaGroup state(QueueState state) {
        return group(MtaGroup.Kind.STATE, state.label());
    }

    @Override
    public MtaGroup destination(String domain) {
        return group(MtaGroup.Kind.DESTINATION, admitted.contains(domain) ? domain : "other");
    }

    @Override
    public synchronized List<MtaGroup> all() {
        return List.copyOf(groups.values());
    }
}
