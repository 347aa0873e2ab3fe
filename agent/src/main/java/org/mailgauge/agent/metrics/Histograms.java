package org.mailgauge.agent.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import org.mailgauge.observe.Distribution;

import java.util.List;

/**
 * Shows the distributions of a snapshot as Prometheus histograms: their buckets were counted where
 * the values arose, so nothing is recorded here. Used by one thread at a time.
 */
final class Histograms implements MultiCollector {
    private List<Distribution> shown = List.of();

    void bindTo(PrometheusRegistry to) {
        to.register(this);
    }

    /** Shows these, and nothing else. */
    void show(List<Distribution> distributions) {
        shown = distributions;
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(
                shown.stream().<MetricSnapshot>map(Histograms::snapshot).toList());
    }

    private static HistogramSnapshot snapshot(Distribution distribution) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < distribution.counts().size(); i++) {
            boolean last = i == distribution.bounds().size();
            double bound = last ? Double.POSITIVE_INFINITY : distribution.bounds().get(i);
            buckets.bucket(bound, distribution.counts().get(i));
        }
        return HistogramSnapshot.builder()
                .name(HealthFamilies.PREFIX + distribution.name())
                .help(HealthFamilies.help(distribution.name()))
                .dataPoint(
                        HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(buckets.build())
                                .sum(distribution.sum())
                                .build())
                .build();
    }
}
