package org.mailgauge.agent.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import org.mailgauge.observe.Distribution;

import java.util.LinkedHashMap;
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
        var families = new LinkedHashMap<String, HistogramSnapshot.Builder>();
        for (var each : shown) {
            families.computeIfAbsent(each.name(), Histograms::family).dataPoint(point(each));
        }
        return new MetricSnapshots(
                families.values().stream().<MetricSnapshot>map(family -> family.build()).toList());
    }

    private static HistogramSnapshot.Builder family(String name) {
        return HistogramSnapshot.builder()
                .name(HealthFamilies.PREFIX + name)
                .help(HealthFamilies.help(name));
    }

    private static HistogramSnapshot.HistogramDataPointSnapshot point(Distribution distribution) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < distribution.counts().size(); i++) {
            boolean last = i == distribution.bounds().size();
            double bound = last ? Double.POSITIVE_INFINITY : distribution.bounds().get(i);
            buckets.bucket(bound, distribution.counts().get(i));
        }
        var label = distribution.label();
        return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(label == null ? Labels.EMPTY : Labels.of(label.name(), label.value()))
                .classicHistogramBuckets(buckets.build())
                .sum(distribution.sum())
                .build();
    }
}
