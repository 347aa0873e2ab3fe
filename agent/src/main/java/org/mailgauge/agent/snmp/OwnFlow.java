package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.gauge;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot.DeferralRow;
import org.mailgauge.observe.MtaSnapshot.Latency;
import org.mailgauge.observe.MtaSnapshot.Recent;

import java.util.List;
import java.util.function.ToLongFunction;

/** mailgaugeDeferralTable and mailgaugeLatencyTable: why mail waits, and how long things take. */
final class OwnFlow {
    private static final long MILLI = 1_000_000;

    static final Table<DeferralRow> DEFERRALS =
            new Table<>(
                    "mailgaugeDeferralTable",
                    OwnObjects.entry(9),
                    List.of("applIndex", "mtaGroupIndex", "mailgaugeDeferralClass"),
                    List.of(
                            counter64(2, "mailgaugeDeferralRecipients", DeferralRow::recipients),
                            gauge(3, "mailgaugeDeferralWaiting", DeferralRow::waiting)),
                    (picture, sink) -> {
                        for (var application : picture.snapshot().applications()) {
                            var mta = application.mta();
                            if (mta != null) {
                                for (var row : mta.deferrals()) {
                                    sink.row(
                                            row,
                                            application.index(),
                                            row.group().index(),
                                            row.replyClass().number());
                                }
                            }
                        }
                    });

    static final Table<Latency> LATENCIES =
            new Table<>(
                    "mailgaugeLatencyTable",
                    OwnObjects.entry(10),
                    List.of("applIndex", "mtaGroupIndex", "mailgaugeLatencyStage"),
                    List.of(
                            counter64(2, "mailgaugeLatencyCount", Latency::count),
                            counter64(3, "mailgaugeLatencyTotal", row -> row.totalNanos() / MILLI),
                            gauge(4, "mailgaugeLatencyMedian", row -> recent(row, Recent::median)),
                            gauge(
                                    5,
                                    "mailgaugeLatencyPercentile90",
                                    row -> recent(row, Recent::percentile90)),
                            gauge(
                                    6,
                                    "mailgaugeLatencyPercentile99",
                                    row -> recent(row, Recent::percentile99)),
                            gauge(
                                    7,
                                    "mailgaugeLatencyLongest",
                                    row -> recent(row, Recent::longest))),
                    (picture, sink) -> {
                        for (var application : picture.snapshot().applications()) {
                            var mta = application.mta();
                            if (mta != null) {
                                for (var row : mta.latencies()) {
                                    sink.row(
                                            row.latency(),
                                            application.index(),
                                            row.group().index(),
                                            row.stage().number());
                                }
                            }
                        }
                    });

    private OwnFlow() {}

    /** In milliseconds, rounded up: it took at most so long. */
    private static @Nullable Long recent(Latency row, ToLongFunction<Recent> of) {
        var recent = row.recent();
        return recent == null ? null : Long.valueOf((of.applyAsLong(recent) + MILLI - 1) / MILLI);
    }
}
