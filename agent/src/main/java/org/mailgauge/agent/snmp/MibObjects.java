package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.adminString;
import static org.mailgauge.agent.snmp.Columns.counter;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.kiloCounter;
import static org.mailgauge.agent.snmp.Columns.kiloGauge;
import static org.mailgauge.agent.snmp.Columns.oneOf;
import static org.mailgauge.agent.snmp.Columns.protocol;
import static org.mailgauge.agent.snmp.Columns.stamp;
import static org.mailgauge.agent.snmp.Columns.string;
import static org.mailgauge.observe.Column.GROUP_INBOUND_ERRORS;
import static org.mailgauge.observe.Column.GROUP_INTERNAL_ERRORS;
import static org.mailgauge.observe.Column.GROUP_MAIL_PROTOCOL;
import static org.mailgauge.observe.Column.GROUP_OUTBOUND_ERRORS;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Association;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot.Application;
import org.mailgauge.observe.MtaSnapshot.ErrorRow;
import org.mailgauge.observe.MtaSnapshot.GroupRow;
import org.mailgauge.observe.MtaSnapshot.Mta;
import org.mailgauge.observe.Stock;
import org.snmp4j.smi.OID;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The standard modules: every accessible column of NETWORK-SERVICES-MIB (RFC 2788) and MTA-MIB (RFC
 * 2789), once. Read it through {@link ObjectTable}.
 */
final class MibObjects {
    /** mib-2 27, NETWORK-SERVICES-MIB. */
    static final OID APPLICATION = new OID("1.3.6.1.2.1.27");

    /** mib-2 28, MTA-MIB. */
    static final OID MTA = new OID("1.3.6.1.2.1.28");

    private static final String SIZE_255 = "0..255";

    static final Table<Application> APPL =
            new Table<>(
                    "applTable",
                    new OID("1.3.6.1.2.1.27.1.1"),
                    List.of("applIndex"),
                    List.of(
                            adminString(2, "applName", Application::name),
                            // The empty string is "no directory information"; it is present.
                            string(
                                    3,
                                    "applDirectoryName",
                                    Syntax.DISTINGUISHED_NAME,
                                    SIZE_255,
                                    _ -> ""),
                            adminString(4, "applVersion", Application::version),
                            stamp(5, "applUptime", (a, _) -> a.startedTicks()),
                            oneOf(
                                    6,
                                    "applOperStatus",
                                    List.of(
                                            "up",
                                            "down",
                                            "halted",
                                            "congested",
                                            "restarting",
                                            "quiescing"),
                                    a -> a.status().code()),
                            stamp(7, "applLastChange", (a, _) -> a.lastChangeTicks()),
                            gauge(8, "applInboundAssociations", Application::inboundAssociations),
                            gauge(9, "applOutboundAssociations", Application::outboundAssociations),
                            counter(
                                    10,
                                    "applAccumulatedInboundAssociations",
                                    Application::accumulatedInbound),
                            counter(
                                    11,
                                    "applAccumulatedOutboundAssociations",
                                    Application::accumulatedOutbound),
                            // Never is 0, as is "before the network subsystem started" (RFC 2788).
                            stamp(12, "applLastInboundActivity", orBefore(Ages::lastInbound)),
                            stamp(13, "applLastOutboundActivity", orBefore(Ages::lastOutbound)),
                            counter(
                                    14,
                                    "applRejectedInboundAssociations",
                                    Application::rejectedInbound),
                            counter(
                                    15,
                                    "applFailedOutboundAssociations",
                                    Application::failedOutbound),
                            adminString(16, "applDescription", Application::description),
                            string(
                                    17,
                                    "applURL",
                                    Syntax.URL_STRING,
                                    SIZE_255,
                                    a -> a.url().isEmpty() ? null : a.url())),
                    (picture, sink) -> {
                        for (var application : picture.snapshot().applications()) {
                            sink.row(application, application.index());
                        }
                    });

    static final Table<Association> ASSOC =
            new Table<>(
                    "assocTable",
                    new OID("1.3.6.1.2.1.27.2.1"),
                    List.of("applIndex", "assocIndex"),
                    List.of(
                            adminString(2, "assocRemoteApplication", Association::remote),
                            protocol(3, "assocApplicationProtocol", Association::port),
                            oneOf(
                                    4,
                                    "assocApplicationType",
                                    List.of(
                                            "uainitiator",
                                            "uaresponder",
                                            "peerinitiator",
                                            "peerresponder"),
                                    MibObjects::associationType),
                            // Despite its name the time stamp of the start.
                            stamp(5, "assocDuration", (a, _) -> a.startedTicks())),
                    (picture, sink) -> {
                        for (var application : picture.snapshot().applications()) {
                            for (var association : application.associations()) {
                                sink.row(association, application.index(), association.id());
                            }
                        }
                    });

    static final Table<Mta> MTAS =
            new Table<>(
                    "mtaTable",
                    new OID("1.3.6.1.2.1.28.1.1"),
                    List.of("applIndex"),
                    List.of(
                            counter(1, "mtaReceivedMessages", Mta::receivedMessages),
                            gauge(2, "mtaStoredMessages", held(Stock.Level::messages)),
                            counter(3, "mtaTransmittedMessages", Mta::transmittedMessages),
                            kiloCounter(4, "mtaReceivedVolume", Mta::receivedOctets),
                            kiloGauge(5, "mtaStoredVolume", held(Stock.Level::octets)),
                            kiloCounter(6, "mtaTransmittedVolume", Mta::transmittedOctets),
                            counter(7, "mtaReceivedRecipients", Mta::receivedRecipients),
                            gauge(8, "mtaStoredRecipients", held(Stock.Level::recipients)),
                            counter(9, "mtaTransmittedRecipients", Mta::transmittedRecipients),
                            counter(
                                    10,
                                    "mtaSuccessfulConvertedMessages",
                                    Mta::convertedSuccessfully),
                            counter(11, "mtaFailedConvertedMessages", Mta::conversionsFailed),
                            counter(12, "mtaLoopsDetected", Mta::loopsDetected)),
                    (picture, sink) -> {
                        for (var application : picture.snapshot().applications()) {
                            if (application.mta() != null) {
                                sink.row(application.mta(), application.index());
                            }
                        }
                    });

    static final Table<GroupRow> GROUP =
            new Table<>(
                    "mtaGroupTable",
                    new OID("1.3.6.1.2.1.28.2.1"),
                    List.of("applIndex", "mtaGroupIndex"),
                    List.of(
                            counter(2, "mtaGroupReceivedMessages", GroupRow::receivedMessages),
                            counter(3, "mtaGroupRejectedMessages", GroupRow::rejectedMessages),
                            gauge(4, "mtaGroupStoredMessages", stored(Stock.Level::messages)),
                            counter(
                                    5,
                                    "mtaGroupTransmittedMessages",
                                    GroupRow::transmittedMessages),
                            kiloCounter(6, "mtaGroupReceivedVolume", GroupRow::receivedOctets),
                            kiloGauge(7, "mtaGroupStoredVolume", stored(Stock.Level::octets)),
                            kiloCounter(
                                    8, "mtaGroupTransmittedVolume", GroupRow::transmittedOctets),
                            counter(9, "mtaGroupReceivedRecipients", GroupRow::receivedRecipients),
                            gauge(10, "mtaGroupStoredRecipients", stored(Stock.Level::recipients)),
                            counter(
                                    11,
                                    "mtaGroupTransmittedRecipients",
                                    GroupRow::transmittedRecipients),
                            interval(
                                    12,
                                    "mtaGroupOldestMessageStored",
                                    (g, now) -> Ages.oldest(g.stored(), now)),
                            gauge(13, "mtaGroupInboundAssociations", GroupRow::inboundAssociations),
                            gauge(
                                    14,
                                    "mtaGroupOutboundAssociations",
                                    GroupRow::outboundAssociations),
                            counter(
                                    15,
                                    "mtaGroupAccumulatedInboundAssociations",
                                    GroupRow::accumulatedInbound),
                            counter(
                                    16,
                                    "mtaGroupAccumulatedOutboundAssociations",
                                    GroupRow::accumulatedOutbound),
                            interval(17, "mtaGroupLastInboundActivity", Ages::sinceInbound),
                            interval(18, "mtaGroupLastOutboundActivity", Ages::sinceOutbound),
                            counter(
                                    19,
                                    "mtaGroupRejectedInboundAssociations",
                                    GroupRow::rejectedInbound),
                            counter(
                                    20,
                                    "mtaGroupFailedOutboundAssociations",
                                    GroupRow::failedOutbound),
                            adminString(
                                    21,
                                    "mtaGroupInboundRejectionReason",
                                    GroupRow::inboundRejectionReason),
                            adminString(
                                    22,
                                    "mtaGroupOutboundConnectFailureReason",
                                    GroupRow::outboundFailureReason),
                            interval(
                                    23,
                                    "mtaGroupScheduledRetry",
                                    (g, now) -> Ages.untilRetry(g.stored(), now)),
                            protocol(24, "mtaGroupMailProtocol", MibObjects::mailProtocol),
                            adminString(25, "mtaGroupName", g -> g.group().name()),
                            counter(
                                    26,
                                    "mtaGroupSuccessfulConvertedMessages",
                                    GroupRow::convertedSuccessfully),
                            counter(
                                    27,
                                    "mtaGroupFailedConvertedMessages",
                                    GroupRow::conversionsFailed),
                            adminString(28, "mtaGroupDescription", g -> g.group().description()),
                            // No group has a page of its own yet.
                            string(
                                    29,
                                    "mtaGroupURL",
                                    Syntax.URL_STRING,
                                    SIZE_255,
                                    r -> r.group().url().isEmpty() ? null : r.group().url()),
                            // Despite its name the age of the group.
                            interval(
                                    30,
                                    "mtaGroupCreationTime",
                                    (g, now) -> now - g.group().createdTicks()),
                            integer(
                                    31,
                                    "mtaGroupHierarchy",
                                    "-2147483648..2147483647",
                                    g -> g.group().kind().collection()),
                            adminString(32, "mtaGroupOldestMessageId", MibObjects::oldestMessageId),
                            counter(33, "mtaGroupLoopsDetected", GroupRow::loopsDetected),
                            interval(
                                    34,
                                    "mtaGroupLastOutboundAssociationAttempt",
                                    Ages::sinceAttempt)),
                    (picture, sink) ->
                            eachGroup(
                                    picture.snapshot().applications(),
                                    (application, row) ->
                                            sink.row(row, application, row.group().index())));

    static final Table<Integer> GROUP_ASSOCIATION =
            new Table<>(
                    "mtaGroupAssociationTable",
                    new OID("1.3.6.1.2.1.28.3.1"),
                    List.of("applIndex", "mtaGroupIndex", "mtaGroupAssociationIndex"),
                    List.of(integer(1, "mtaGroupAssociationIndex", "1..2147483647", id -> id)),
                    (picture, sink) ->
                            eachGroup(
                                    picture.snapshot().applications(),
                                    (application, row) -> {
                                        for (var id : row.associationIds()) {
                                            sink.row(id, application, row.group().index(), id);
                                        }
                                    }));

    static final Table<GroupError> GROUP_ERROR =
            new Table<>(
                    "mtaGroupErrorTable",
                    new OID("1.3.6.1.2.1.28.5.1"),
                    List.of("applIndex", "mtaGroupIndex", "mtaStatusCode"),
                    List.of(
                            counter(
                                    1,
                                    "mtaGroupInboundErrorCount",
                                    error(GROUP_INBOUND_ERRORS, ErrorRow::inbound)),
                            counter(
                                    2,
                                    "mtaGroupInternalErrorCount",
                                    error(GROUP_INTERNAL_ERRORS, ErrorRow::internal)),
                            counter(
                                    3,
                                    "mtaGroupOutboundErrorCount",
                                    error(GROUP_OUTBOUND_ERRORS, ErrorRow::outbound))),
                    (picture, sink) ->
                            eachGroup(
                                    picture.snapshot().applications(),
                                    (application, row) -> {
                                        for (var error : row.errors()) {
                                            sink.row(
                                                    new GroupError(row.group().kind(), error),
                                                    application,
                                                    row.group().index(),
                                                    error.statusCode());
                                        }
                                    }));

    /** The six tables, ascending by OID. */
    static final List<Table<?>> TABLES =
            List.of(APPL, ASSOC, MTAS, GROUP, GROUP_ASSOCIATION, GROUP_ERROR);

    private MibObjects() {}

    /** A number of the MTA's level; null while that is not known. */
    private static Columns.LongCell<Mta> held(Columns.LongCell<Stock.Level> value) {
        return mta -> {
            var held = mta.stored();
            return held == null ? null : value.of(held);
        };
    }

    /** A number of the group's level; null for a group that holds nothing. */
    private static Columns.LongCell<GroupRow> stored(Columns.LongCell<Stock.Level> value) {
        return row -> row.stored() == null ? null : value.of(row.stored());
    }

    /** A row of the error table, with what says which columns it has. */
    record GroupError(MtaGroup.Kind kind, ErrorRow row) {}

    private static Columns.LongCell<GroupError> error(
            org.mailgauge.observe.Column column, ToLongFunction<ErrorRow> count) {
        return error -> column.in(error.kind()) ? count.applyAsLong(error.row()) : null;
    }

    /** A time on the ticker, or one before any agent started. */
    private static Columns.TimedCell<Application> orBefore(Columns.TimedCell<Application> ticks) {
        return (application, now) -> {
            var at = ticks.of(application, now);
            return at == null ? Long.valueOf(now - Long.MAX_VALUE / 2) : at;
        };
    }

    private static @Nullable Integer mailProtocol(GroupRow row) {
        var group = row.group();
        return GROUP_MAIL_PROTOCOL.in(group.kind()) && group.port() != 0 ? group.port() : null;
    }

    private static @Nullable String oldestMessageId(GroupRow row) {
        return row.stored() == null ? null : row.stored().oldestMessageId();
    }

    /** Takes groups with their applIndex. */
    interface GroupSink {
        void row(int application, GroupRow row);
    }

    static void eachGroup(List<Application> applications, GroupSink sink) {
        for (var application : applications) {
            if (application.mta() != null) {
                for (var row : application.mta().groups()) {
                    sink.row(application.index(), row);
                }
            }
        }
    }

    /** The remote side's kind and role, from 1. */
    private static int associationType(Association association) {
        int kind = association.userAgent() ? 1 : 3;
        return association.inbound() ? kind : kind + 1;
    }
}
