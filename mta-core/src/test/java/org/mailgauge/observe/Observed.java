package org.mailgauge.observe;

import org.mailgauge.port.Time;
import org.mailgauge.sim.SimTime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;

/** An observed MTA with a queue double, for tests. */
final class Observed {
    static final GroupPlan PLAN =
            new GroupPlan(
                    List.of(
                            new GroupPlan.Spec("smtp-in", MtaGroup.Kind.INBOUND, "in", 25),
                            new GroupPlan.Spec("submission-in", MtaGroup.Kind.INBOUND, "in", 587)),
                    List.of(GroupPlan.channel("smtp-out"), GroupPlan.channel("local")),
                    4);

    final SimTime time = new SimTime();
    final GroupRegistry groups;
    final Ledger ledger;
    final QueueDouble queue;
    final SnapshotPublisher publisher;
    private MtaSnapshot before;

    Observed() {
        this(new MemoryIndexStore(), PLAN);
    }

    Observed(IndexStore store, GroupPlan plan) {
        groups = open(store, plan, time);
        ledger = new Ledger(time, identity(groups));
        queue = new QueueDouble(groups, ledger);
        publisher =
                new SnapshotPublisher(
                        time,
                        List.of(new SnapshotPublisher.Source(ledger, groups, queue)),
                        List.of());
        before = publisher.fresh();
    }

    static Ledger.Identity identity(GroupRegistry groups) {
        try {
            int index = groups.application("mailgauge");
            return new Ledger.Identity(index, "mailgauge", "1", "an MTA", "");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static GroupRegistry open(IndexStore store, GroupPlan plan, Time time) {
        try {
            return GroupRegistry.open(store, plan, time);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Forgets what changed so far. */
    void mark() {
        before = publisher.fresh();
    }

    /** What changed since the last call, one value a line: {@code name=change}. */
    String changes() {
        var after = publisher.fresh();
        SortedMap<String, String> changes = SnapshotDiff.between(before, after);
        before = after;
        var text = new StringBuilder();
        changes.forEach(
                (name, change) -> text.append(name).append('=').append(change).append('\n'));
        return text.toString();
    }

    /** Tells one event and says what it changed. */
    String tell(MtaEvent event) {
        ledger.tell(event);
        return changes();
    }

    MtaSnapshot.Application application() {
        return publisher.fresh().applications().getFirst();
    }

    MtaSnapshot.Mta mta() {
        var mta = application().mta();
        if (mta == null) {
            throw new AssertionError("no mtaTable row");
        }
        return mta;
    }

    MtaSnapshot.GroupRow row(String name) {
        return mta().groups().stream()
                .filter(row -> row.group().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no group " + name));
    }
}
