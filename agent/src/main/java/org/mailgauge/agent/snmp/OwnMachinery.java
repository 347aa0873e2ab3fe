package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.kiloGauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;
import static org.mailgauge.agent.snmp.Health.age;
import static org.mailgauge.agent.snmp.Health.microseconds;
import static org.mailgauge.agent.snmp.Health.number;
import static org.mailgauge.agent.snmp.Health.thousandths;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaSnapshot;

import java.util.List;

/** mailgaugeJournal and mailgaugeIntake: the machinery of a server with an MTA of its own. */
final class OwnMachinery {
    private static final int MOST_THOUSANDTHS = 1000;

    static final Table<MtaSnapshot> JOURNAL =
            Table.scalars(
                    "mailgaugeJournal",
                    OwnObjects.node(11),
                    List.of(
                            oneOf(
                                    1,
                                    "mailgaugeJournalStatus",
                                    List.of("ok", "congested", "failed"),
                                    OwnMachinery::journalStatus),
                            counter64(2, "mailgaugeJournalGroups", number("journal_groups_total")),
                            counter64(
                                    3,
                                    "mailgaugeJournalRecords",
                                    number("journal_group_records_total")),
                            counter64(
                                    4,
                                    "mailgaugeJournalOctets",
                                    number("journal_group_octets_total")),
                            counter64(
                                    5,
                                    "mailgaugeJournalFlushTime",
                                    microseconds("journal_flush_seconds_total")),
                            gauge(
                                    6,
                                    "mailgaugeJournalLongestFlush",
                                    microseconds("journal_flush_longest_seconds")),
                            counter64(
                                    7,
                                    "mailgaugeJournalFailures",
                                    number("journal_failures_total")),
                            counter64(8, "mailgaugeJournalDamage", number("journal_damage_total")),
                            counter64(
                                    9,
                                    "mailgaugeJournalQuarantined",
                                    number("journal_quarantined_total")),
                            counter64(
                                    10, "mailgaugeJournalRefused", number("journal_refused_total")),
                            counter64(
                                    11,
                                    "mailgaugeJournalSurvivors",
                                    number("journal_survivors_total")),
                            gauge(12, "mailgaugeJournalSegments", number("journal_segments")),
                            gauge(
                                    13,
                                    "mailgaugeJournalSpareSegments",
                                    number("journal_spare_segments")),
                            gauge(
                                    14,
                                    "mailgaugeJournalLiveMessages",
                                    number("journal_live_messages")),
                            gauge(
                                    15,
                                    "mailgaugeJournalLiveShare",
                                    MOST_THOUSANDTHS,
                                    thousandths("journal_live_ratio")),
                            interval(
                                    16,
                                    "mailgaugeJournalOldestSegment",
                                    age("journal_oldest_segment_age_seconds")),
                            gauge(17, "mailgaugeJournalBodyFiles", number("journal_body_files")),
                            gauge(
                                    18,
                                    "mailgaugeJournalWaitingRecords",
                                    number("journal_queue_records")),
                            kiloGauge(
                                    19,
                                    "mailgaugeJournalWaitingVolume",
                                    number("journal_queue_octets"))),
                    Picture::snapshot);

    static final Table<MtaSnapshot> INTAKE =
            Table.scalars(
                    "mailgaugeIntake",
                    OwnObjects.node(14),
                    List.of(
                            gauge(1, "mailgaugeIntakeConnections", number("inbound_connections")),
                            gauge(
                                    2,
                                    "mailgaugeIntakeConnectionsAllowed",
                                    number("inbound_connections_most")),
                            gauge(3, "mailgaugeIntakeAddresses", number("inbound_addresses")),
                            counter64(
                                    4,
                                    "mailgaugeIntakeConnectionsRefused",
                                    number("inbound_connections_refused_total")),
                            gauge(5, "mailgaugeIntakeBuffers", number("content_buffers_lent")),
                            gauge(
                                    6,
                                    "mailgaugeIntakeBuffersAllowed",
                                    number("content_buffers_most")),
                            counter64(
                                    7,
                                    "mailgaugeIntakeBuffersExhausted",
                                    number("content_buffers_exhausted_total")),
                            counter64(8, "mailgaugeIntakeAcksLost", number("ack_lost_total"))),
                    Picture::snapshot);

    private OwnMachinery() {}

    private static @Nullable Integer journalStatus(MtaSnapshot snapshot) {
        var failed = snapshot.health().get("journal_failed");
        var congested = snapshot.health().get("journal_congested");
        if (failed == null || congested == null) {
            return null;
        }
        if (failed > 0) {
            return 3;
        }
        return congested > 0 ? 2 : 1;
    }
}
