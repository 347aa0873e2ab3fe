package org.mailgauge.agent.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the meters of a registry equal to a list of samples: a series that is no longer among them
 * is removed, so that the unknown is absent and not an old number. Used by one thread at a time;
 * the registry reads values between two updates only.
 */
final class SnapshotMeters implements MeterBinder {
    private final Map<Series, Cell> cells = new HashMap<>();
    private @Nullable MeterRegistry registry;
    private long round;

    private record Series(String name, List<String> labels) {}

    /** A meter and what it shows. */
    private static final class Cell {
        private double value;
        private long round;
        private @Nullable Meter meter;

        double value() {
            return value;
        }
    }

    @Override
    public void bindTo(MeterRegistry to) {
        registry = to;
    }

    /** Shows these samples, and nothing else. */
    void show(List<Sample> samples) {
        var to = registry;
        if (to == null) {
            throw new IllegalStateException("not bound to a registry");
        }
        round++;
        for (var sample : samples) {
            var cell =
                    cells.computeIfAbsent(
                            new Series(sample.family().name(), sample.labels()), _ -> new Cell());
            cell.value = sample.value();
            cell.round = round;
            if (cell.meter == null) {
                cell.meter = register(sample, cell, to);
            }
        }
        cells.values().removeIf(cell -> cell.round != round && removed(cell, to));
    }

    private static boolean removed(Cell cell, MeterRegistry from) {
        if (cell.meter != null) {
            from.remove(cell.meter);
        }
        return true;
    }

    private static Meter register(Sample sample, Cell cell, MeterRegistry to) {
        var family = sample.family();
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < family.labels().size(); i++) {
            tags.add(Tag.of(family.labels().get(i), sample.labels().get(i)));
        }
        return switch (family.kind()) {
            case COUNTER ->
                    FunctionCounter.builder(family.name(), cell, Cell::value)
                            .tags(Tags.of(tags))
                            .description(family.help())
                            .register(to);
            case GAUGE ->
                    Gauge.builder(family.name(), cell, Cell::value)
                            .tags(Tags.of(tags))
                            .description(family.help())
                            .strongReference(true)
                            .register(to);
            case SUMMARY -> throw new IllegalArgumentException(family.name() + " is no meter");
        };
    }
}
