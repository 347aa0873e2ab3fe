package org.mailgauge.agent.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.port.Time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The page at {@code /metrics}. Safe for use by any thread; {@code lock} holds one snapshot in the
 * registry while it is written out.
 */
public final class MetricsPage implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Time time;
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SnapshotMeters meters = new SnapshotMeters();
    private final Histograms histograms = new Histograms();
    private final Summaries summaries = new Summaries();
    private final ReentrantLock lock = new ReentrantLock();

    public MetricsPage(Time time) {
        this.time = time;
        meters.bindTo(registry);
        histograms.bindTo(registry.getPrometheusRegistry());
        summaries.bindTo(registry.getPrometheusRegistry());
    }

    /** A page and its type. */
    public record Page(String type, String text) {}

    /**
     * The metrics of a snapshot.
     *
     * @param alarms those that are active
     * @param ways on which alarms are told
     * @param accept the request's Accept header; OpenMetrics when it asks for that, else the text
     *     format
     */
    public Page page(
            MtaSnapshot snapshot, List<AlarmCount> alarms, List<AlarmWay> ways, String accept) {
        var type = accept.contains("application/openmetrics-text") ? OPEN : TEXT;
        lock.lock();
        try {
            var samples = new ArrayList<>(Samples.of(snapshot, time.ticks()));
            alarms.forEach(one -> samples.add(one.sample()));
            ways.forEach(one -> samples.addAll(one.samples()));
            meters.show(samples);
            histograms.show(snapshot.distributions());
            summaries.show(snapshot);
            return new Page(type, registry.scrape(type));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
