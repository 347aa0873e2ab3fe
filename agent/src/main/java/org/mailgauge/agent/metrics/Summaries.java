package org.mailgauge.agent.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.MtaSnapshot.LatencyRow;
import org.mailgauge.observe.MtaSnapshot.Recent;

import java.util.ArrayList;
import java.util.List;

/**
 * Shows how long the stages of the channels take as a Prometheus summary, with the numbers of the
 * snapshot: nothing is recorded here. Used by one thread at a time.
 */
final class Summaries implements MultiCollector {
    private static final double NANOS = 1e9;

    private List<SummaryDataPointSnapshot> shown = List.of();

    void bindTo(PrometheusRegistry to) {
        to.register(this);
    }

    /** Shows those of a snapshot, and nothing else. */
    void show(MtaSnapshot snapshot) {
        var points = new ArrayList<SummaryDataPointSnapshot>();
        for (var application : snapshot.applications()) {
            var mta = application.mta();
            if (mta != null) {
                mta.latencies().forEach(row -> points.add(point(row, application.name())));
            }
        }
        shown = List.copyOf(points);
    }

    private static SummaryDataPointSnapshot point(LatencyRow row, String application) {
        var labels = Samples.with(Samples.labels(row.group(), application), row.stage().label());
        return SummaryDataPointSnapshot.builder()
                .labels(Labels.of(Families.GROUP_LATENCY.labels().toArray(String[]::new), labels))
                .count(row.latency().count())
                .sum(row.latency().totalNanos() / NANOS)
                .quantiles(quantiles(row.latency().recent()))
                .build();
    }

    private static Quantiles quantiles(@Nullable Recent recent) {
        return recent == null
                ? Quantiles.EMPTY
                : Quantiles.of(
                        new Quantile(0.5, recent.median() / NANOS),
                        new Quantile(0.9, recent.percentile90() / NANOS),
                        new Quantile(0.99, recent.percentile99() / NANOS),
                        new Quantile(1, recent.longest() / NANOS));
    }

    @Override
    public MetricSnapshots collect() {
        if (shown.isEmpty()) {
            return new MetricSnapshots();
        }
        var summary =
                SummarySnapshot.builder()
                        .name(Families.GROUP_LATENCY.name())
                        .help(Families.GROUP_LATENCY.help());
        shown.forEach(summary::dataPoint);
        return new MetricSnapshots(summary.build());
    }
}
