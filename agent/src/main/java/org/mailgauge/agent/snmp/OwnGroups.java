package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.stamp;
import static org.mailgauge.agent.snmp.Columns.truth;

import org.jspecify.annotations.Nullable;
import org.mailgauge.agent.snmp.Columns.LongCell;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.MtaSnapshot.GroupRow;

import java.util.HashMap;
import java.util.List;

/** mailgaugeGroupTable, which augments mtaGroupTable. */
final class OwnGroups {
    /**
     * A group.
     *
     * @param drain when it will be empty; null when that is not known
     * @param since as {@link MtaSnapshot.Mta#sinceTicks}
     */
    private record Of(GroupRow row, @Nullable Drain drain, @Nullable Long since) {
        long discontinuity() {
            long created = row.group().createdTicks();
            return since == null ? created : Math.max(created, since);
        }

        @Nullable Long until(LongCell<Drain> moment, long now) {
            return drain == null ? null : Ages.untilEmpty(moment.of(drain), now);
        }
    }

    static final Table<?> GROUPS =
            new Table<Of>(
                    "mailgaugeGroupTable",
                    OwnObjects.entry(5),
                    List.of("applIndex", "mtaGroupIndex"),
                    List.of(
                            counter64(
                                    1,
                                    "mailgaugeGroupHCReceivedMessages",
                                    of(GroupRow::receivedMessages)),
                            counter64(
                                    2,
                                    "mailgaugeGroupHCReceivedRecipients",
                                    of(GroupRow::receivedRecipients)),
                            counter64(
                                    3,
                                    "mailgaugeGroupHCReceivedOctets",
                                    of(GroupRow::receivedOctets)),
                            counter64(
                                    4,
                                    "mailgaugeGroupHCTransmittedMessages",
                                    of(GroupRow::transmittedMessages)),
                            counter64(
                                    5,
                                    "mailgaugeGroupHCTransmittedRecipients",
                                    of(GroupRow::transmittedRecipients)),
                            counter64(
                                    6,
                                    "mailgaugeGroupHCTransmittedOctets",
                                    of(GroupRow::transmittedOctets)),
                            counter64(
                                    7,
                                    "mailgaugeGroupHCRejectedMessages",
                                    of(GroupRow::rejectedMessages)),
                            counter64(
                                    8,
                                    "mailgaugeGroupDeferredRecipients",
                                    of(GroupRow::deferredRecipients)),
                            interval(
                                    9,
                                    "mailgaugeGroupOldestDue",
                                    (of, now) -> Ages.oldestDue(of.row().stored(), now)),
                            truth(10, "mailgaugeGroupPaused", of -> of.row().paused()),
                            interval(
                                    11,
                                    "mailgaugeGroupDrainForecast",
                                    (of, now) -> of.until(Drain::emptyTicks, now)),
                            interval(
                                    12,
                                    "mailgaugeGroupDrainEarliest",
                                    (of, now) -> of.until(Drain::earliestTicks, now)),
                            interval(
                                    13,
                                    "mailgaugeGroupDrainLatest",
                                    (of, now) -> of.until(Drain::latestTicks, now)),
                            integer32(14, "mailgaugeGroupImbalance", "", of(GroupRow::imbalance)),
                            stamp(
                                    15,
                                    "mailgaugeGroupDiscontinuity",
                                    (of, _) -> of.discontinuity())),
                    OwnGroups::each);

    private OwnGroups() {}

    private static LongCell<Of> of(LongCell<GroupRow> cell) {
        return of -> cell.of(of.row());
    }

    private static void each(Picture picture, Table.Sink<Of> sink) {
        for (var application : picture.snapshot().applications()) {
            var mta = application.mta();
            if (mta != null) {
                var drains = new HashMap<Integer, Drain>();
                mta.drains().forEach(row -> drains.put(row.group().index(), row.drain()));
                for (var row : mta.groups()) {
                    int group = row.group().index();
                    sink.row(
                            new Of(row, drains.get(group), mta.sinceTicks()),
                            application.index(),
                            group);
                }
            }
        }
    }
}
