package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.stamp;

import org.mailgauge.observe.Ages;
import org.mailgauge.observe.MtaSnapshot.GroupRow;

import java.util.List;

/** mailgaugeGroupTable, which augments mtaGroupTable. */
final class OwnGroups {
    static final Table<GroupRow> GROUPS =
            new Table<>(
                    "mailgaugeGroupTable",
                    OwnObjects.entry(5),
                    List.of("applIndex", "mtaGroupIndex"),
                    List.of(
                            counter64(
                                    1,
                                    "mailgaugeGroupHCReceivedMessages",
                                    GroupRow::receivedMessages),
                            counter64(
                                    2,
                                    "mailgaugeGroupHCReceivedRecipients",
                                    GroupRow::receivedRecipients),
                            counter64(
                                    3, "mailgaugeGroupHCReceivedOctets", GroupRow::receivedOctets),
                            counter64(
                                    4,
                                    "mailgaugeGroupHCTransmittedMessages",
                                    GroupRow::transmittedMessages),
                            counter64(
                                    5,
                                    "mailgaugeGroupHCTransmittedRecipients",
                                    GroupRow::transmittedRecipients),
                            counter64(
                                    6,
                                    "mailgaugeGroupHCTransmittedOctets",
                                    GroupRow::transmittedOctets),
                            counter64(
                                    7,
                                    "mailgaugeGroupHCRejectedMessages",
                                    GroupRow::rejectedMessages),
                            counter64(
                                    8,
                                    "mailgaugeGroupDeferredRecipients",
                                    GroupRow::deferredRecipients),
                            interval(
                                    9,
                                    "mailgaugeGroupOldestDue",
                                    (row, now) -> Ages.oldestDue(row.stored(), now)),
                            integer32(14, "mailgaugeGroupImbalance", "", GroupRow::imbalance),
                            stamp(
                                    15,
                                    "mailgaugeGroupDiscontinuity",
                                    (row, _) -> row.group().createdTicks())),
                    (picture, sink) ->
                            MibObjects.eachGroup(
                                    picture.snapshot().applications(),
                                    (application, row) ->
                                            sink.row(row, application, row.group().index())));

    private OwnGroups() {}
}
