package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.oneOf;

import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Collector;

import java.util.List;

/** mailgaugeCollectorTable: where what is known of other MTAs comes from. */
final class OwnCollectors {
    private static final int WHOLE = 1000;

    static final Table<Collector> COLLECTORS =
            new Table<>(
                    "mailgaugeCollectorTable",
                    OwnObjects.entry(15),
                    List.of("applIndex", "mailgaugeCollectorIndex"),
                    List.of(
                            adminString(2, "mailgaugeCollectorName", Collector::name),
                            adminString(3, "mailgaugeCollectorSource", Collector::source),
                            oneOf(
                                    4,
                                    "mailgaugeCollectorStatus",
                                    List.of("starting", "running", "lost"),
                                    row -> row.condition().number()),
                            interval(
                                    5,
                                    "mailgaugeCollectorSinceRead",
                                    (row, now) -> Ages.sinceOrNull(row.readTicks(), now)),
                            interval(
                                    6,
                                    "mailgaugeCollectorLag",
                                    (row, now) -> Ages.sinceOrNull(row.writtenTicks(), now)),
                            counter64(7, "mailgaugeCollectorRecords", Collector::records),
                            counter64(
                                    8, "mailgaugeCollectorNotUnderstood", Collector::notUnderstood),
                            counter64(9, "mailgaugeCollectorGaps", Collector::gaps),
                            gauge(
                                    10,
                                    "mailgaugeCollectorCoverage",
                                    WHOLE,
                                    row -> {
                                        var coverage = row.coverage();
                                        return coverage == null ? null : Long.valueOf(coverage);
                                    }),
                            adminString(11, "mailgaugeCollectorProblem", Collector::problem)),
                    (picture, sink) -> {
                        for (var row : picture.snapshot().collectors()) {
                            sink.row(row, row.application(), row.number());
                        }
                    });

    private OwnCollectors() {}
}
