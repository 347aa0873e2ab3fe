package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Builds and publishes snapshots of one moment. Safe for use by any thread; {@code lock} keeps
 * builders apart, readers take no lock.
 */
public final class SnapshotPublisher implements SnapshotSource {
    /*
     * A cut is taken within Stock.read: with the queue's lock held nothing can be told by the queue,
     * and the ledger's lock is taken inside, so levels and totals are of one moment. Its cost is of
     * the order of groups and open associations. It is published only when it differs from the last
     * one, so equal sequence means equal numbers and a silent system publishes nothing; what moves
     * with time alone is computed by the views (Ages). Health moves by itself (memory, disk), so a
     * difference in health alone is published once a second at most.
     */
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);
    private static final int RETRIES = 3;
    private static final Duration HEALTH_AGE = Duration.ofSeconds(1);

    /** An application, its groups and what it holds. */
    public record Source(Ledger ledger, GroupRegistry groups, Stock stock) {}

    /** {@code hidden}: whether a group was left out because its index is not durable. */
    private record Built(
            List<MtaSnapshot.Application> applications,
            Map<String, Double> health,
            List<Distribution> distributions,
            List<Listener> listeners,
            List<Collector> collectors,
            boolean hidden) {}

    private final Time time;
    private final List<Source> sources;
    private final List<ServiceLedger> services;
    private final List<Probe> probes;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong storeFailures = new AtomicLong();
    private volatile @Nullable MtaSnapshot current;

    /** Sources that did not answer. Guarded by lock. */
    private final Set<Source> lost = new HashSet<>();

    /** For MTAs alone. */
    public SnapshotPublisher(Time time, List<Source> sources, List<Probe> probes) {
        this(time, sources, List.of(), probes);
    }

    /**
     * @param services the applications that are no MTA; their rows come after those of the MTAs
     */
    public SnapshotPublisher(
            Time time, List<Source> sources, List<ServiceLedger> services, List<Probe> probes) {
        this.time = time;
        this.sources = List.copyOf(sources);
        this.services = List.copyOf(services);
        this.probes = List.copyOf(probes);
    }

    /** The newest; the first call publishes one. */
    @Override
    public MtaSnapshot current() {
        var newest = current;
        return newest != null ? newest : publish(true);
    }

    @Override
    public MtaSnapshot fresh() {
        return publish(true);
    }

    /** Publishes when something changed; to be called at least four times a second. */
    void refresh() {
        var _ = publish(false);
    }

    private MtaSnapshot publish(boolean now) {
        for (int again = 0; again < RETRIES; again++) {
            boolean stored = persistIndexes();
            var published = attempt(now, !stored || again == RETRIES - 1);
            if (published.isPresent()) {
                return published.get();
            }
        }
        throw new IllegalStateException("the last attempt publishes");
    }

    /** Empty when a group was created meanwhile whose index is not durable yet. */
    private Optional<MtaSnapshot> attempt(boolean now, boolean last) {
        lock.lock();
        try {
            var built = build();
            if (built.hidden() && !last) {
                return Optional.empty();
            }
            var old = current;
            if (old != null && !worthIt(old, built, now)) {
                return Optional.of(old);
            }
            var next =
                    new MtaSnapshot(
                            old == null ? 1 : old.sequence() + 1,
                            time.wall(),
                            time.ticks(),
                            built.applications(),
                            built.health(),
                            built.distributions(),
                            built.listeners(),
                            built.collectors());
            current = next;
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    private boolean worthIt(MtaSnapshot last, Built built, boolean now) {
        if (!last.applications().equals(built.applications())) {
            return true;
        }
        boolean old = time.ticks() - last.takenTicks() >= HEALTH_AGE.toNanos();
        return (now || old)
                && !(last.health().equals(built.health())
                        && last.distributions().equals(built.distributions())
                        && last.listeners().equals(built.listeners())
                        && last.collectors().equals(built.collectors()));
    }

    private boolean persistIndexes() {
        boolean stored = true;
        for (var source : sources) {
            stored &= !source.groups().unstored() || persistIndexes(source.groups());
        }
        return stored;
    }

    /** A failure leaves the new groups out of the snapshot until it can be mended. */
    private boolean persistIndexes(GroupRegistry groups) {
        try {
            groups.persist();
            return true;
        } catch (IOException failed) {
            storeFailures.incrementAndGet();
            LOG.warn("group indexes cannot be stored; new groups are not shown yet", failed);
            return false;
        }
    }

    private Built build() {
        var cuts = new ArrayList<Ledger.Cut>();
        var hidden = new ArrayList<Boolean>();
        for (var source : sources) {
            int before = cuts.size();
            boolean answered =
                    answers(
                            source,
                            levels -> {
                                var shown = source.groups().stored();
                                hidden.add(shown.size() < source.groups().all().size());
                                cuts.add(source.ledger().cut(levels, shown));
                            });
            noteAnswer(source, answered && cuts.size() > before);
            if (cuts.size() == before) {
                cuts.add(source.ledger().cut(null, source.groups().stored()));
            }
        }
        var health = new Health();
        probes.forEach(health::add);
        health.put("ack_lost_total", cuts.stream().mapToLong(Ledger.Cut::ackLost).sum());
        var others = services.stream().map(ServiceLedger::cut).toList();
        long strays =
                cuts.stream().mapToLong(Ledger.Cut::strays).sum()
                        + others.stream().mapToLong(ServiceLedger.Cut::strays).sum();
        health.put("ledger_stray_ends_total", strays);
        health.put("group_index_failures_total", storeFailures.get());
        var applications =
                Stream.concat(
                                cuts.stream().map(Ledger.Cut::application),
                                others.stream().map(ServiceLedger.Cut::application))
                        .toList();
        balance(applications, health);
        var distributions = new ArrayList<Distribution>();
        probes.forEach(probe -> probe.distributions(distributions::add));
        var listeners = new ArrayList<Listener>();
        probes.forEach(probe -> probe.listeners(listeners::add));
        var collectors = new ArrayList<Collector>();
        probes.forEach(probe -> probe.collectors(collectors::add));
        return new Built(
                applications,
                health.values(),
                distributions,
                listeners,
                collectors,
                hidden.contains(true));
    }

    /** A defect of it must not freeze every view. */
    private static boolean answers(Source source, Consumer<Stock.Levels> reader) {
        try {
            return source.stock().read(Stock.PATIENCE, reader);
        } catch (RuntimeException defect) {
            LOG.error("what is stored cannot be read", defect);
            return false;
        }
    }

    private void noteAnswer(Source source, boolean answered) {
        if (source.ledger().isWatched()) {
            return; // its collector tells why
        }
        if (!answered && lost.add(source)) {
            LOG.error("the queue does not answer: what it holds is unknown until it does");
        } else if (answered && lost.remove(source)) {
            LOG.info("the queue answers again");
        }
    }

    private static void balance(List<MtaSnapshot.Application> applications, Health health) {
        boolean known = true;
        boolean kept = false;
        long whole = 0;
        long groups = 0;
        for (var application : applications) {
            var mta = application.mta();
            if (mta != null && mta.books() != null) {
                kept = true;
                var imbalance = mta.imbalance();
                if (imbalance == null) {
                    known = false;
                    continue;
                }
                whole += Math.abs(imbalance);
                for (var row : mta.groups()) {
                    var own = row.imbalance();
                    groups += own == null ? 0 : Math.abs(own);
                }
            }
        }
        if (known && kept) {
            health.put("ledger_imbalance_recipients", whole);
            health.put("ledger_group_imbalance_recipients", groups);
        }
    }

    /** The values of all probes, bounded. */
    private static final class Health {
        private static final int NAMES = 500;
        private final Map<String, Double> values = new TreeMap<>();
        private long dropped;

        void add(Probe probe) {
            probe.read(this::offer);
        }

        private void offer(String name, double value) {
            boolean known = values.containsKey(name);
            if (!Double.isFinite(value) || (!known && values.size() >= NAMES)) {
                dropped++;
            } else {
                values.put(name, value);
            }
        }

        void put(String name, long value) {
            values.put(name, (double) value);
        }

        Map<String, Double> values() {
            put("probe_values_dropped", dropped);
            return values;
        }
    }
}
