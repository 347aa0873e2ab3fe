package org.mailgauge.agent.admin;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.MtaSnapshot.DeferralRow;
import org.mailgauge.observe.MtaSnapshot.DrainRow;
import org.mailgauge.observe.MtaSnapshot.LatencyRow;

import tools.jackson.core.JsonGenerator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * When groups and destinations will be empty, why recipients are put off, and how long things take:
 * by group, and as JSON. What is unknown has no member.
 */
final class Flow {
    private static final double NANOS = 1e9;

    private final Map<Integer, Drain> drains;
    private final Map<Integer, List<DeferralRow>> deferrals;
    private final Map<Integer, List<LatencyRow>> latencies;

    private Flow(
            Map<Integer, Drain> drains,
            Map<Integer, List<DeferralRow>> deferrals,
            Map<Integer, List<LatencyRow>> latencies) {
        this.drains = drains;
        this.deferrals = deferrals;
        this.latencies = latencies;
    }

    static Flow of(MtaSnapshot.Mta mta) {
        return new Flow(
                mta.drains().stream()
                        .collect(Collectors.toMap(row -> row.group().index(), DrainRow::drain)),
                mta.deferrals().stream().collect(Collectors.groupingBy(row -> row.group().index())),
                mta.latencies().stream()
                        .collect(Collectors.groupingBy(row -> row.group().index())));
    }

    /** The forecasts of a snapshot's destinations, by domain; of two applications' the first. */
    static Map<String, Drain> ofDestinations(MtaSnapshot snapshot) {
        var drains = new HashMap<String, Drain>();
        for (var application : snapshot.applications()) {
            var mta = application.mta();
            var destinations = mta == null ? null : mta.destinations();
            if (destinations != null) {
                for (var row : destinations.rows()) {
                    if (row.drain() != null) {
                        drains.putIfAbsent(row.name(), row.drain());
                    }
                }
            }
        }
        return drains;
    }

    /** When a group will be empty; null when that cannot be told. */
    @Nullable Drain drain(MtaGroup group) {
        return drains.get(group.index());
    }

    /** How long until a forecast comes true, in nanoseconds; null when there is none. */
    static @Nullable Long until(@Nullable Drain drain, long now) {
        return drain == null ? null : Ages.untilEmpty(drain.emptyTicks(), now);
    }

    /**
     * Its members, within an object.
     *
     * @param now the moment of reading, on the ticker
     */
    static void write(@Nullable Drain drain, long now, JsonGenerator json) {
        if (drain != null) {
            until("drain_forecast_seconds", drain.emptyTicks(), now, json);
            until("drain_earliest_seconds", drain.earliestTicks(), now, json);
            until("drain_latest_seconds", drain.latestTicks(), now, json);
        }
    }

    private static void until(String name, @Nullable Long ticks, long now, JsonGenerator json) {
        var nanos = Ages.untilEmpty(ticks, now);
        if (nanos != null) {
            json.writeNumberProperty(name, nanos / NANOS);
        }
    }

    /** Why recipients of a group were put off; no member when none was, or that is not known. */
    void writeDeferrals(MtaGroup group, JsonGenerator json) {
        var rows = deferrals.getOrDefault(group.index(), List.of());
        if (rows.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("deferrals");
        for (var row : rows) {
            json.writeStartObject();
            json.writeStringProperty("class", row.replyClass().label());
            json.writeNumberProperty("recipients", row.recipients());
            var waiting = row.waiting();
            if (waiting != null) {
                json.writeNumberProperty("waiting", waiting);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** How long the stages of a group take; no member when none has been timed. */
    void writeLatencies(MtaGroup group, JsonGenerator json) {
        var rows = latencies.getOrDefault(group.index(), List.of());
        if (rows.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("latencies");
        for (var row : rows) {
            var latency = row.latency();
            json.writeStartObject();
            json.writeStringProperty("stage", row.stage().label());
            json.writeNumberProperty("count", latency.count());
            json.writeNumberProperty("total_seconds", latency.totalNanos() / NANOS);
            var recent = latency.recent();
            if (recent != null) {
                json.writeNumberProperty("median_seconds", recent.median() / NANOS);
                json.writeNumberProperty("percentile90_seconds", recent.percentile90() / NANOS);
                json.writeNumberProperty("percentile99_seconds", recent.percentile99() / NANOS);
                json.writeNumberProperty("longest_seconds", recent.longest() / NANOS);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
