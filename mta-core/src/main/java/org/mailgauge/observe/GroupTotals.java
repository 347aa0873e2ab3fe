package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is counted about one group. Guarded by the ledger's lock. */
final class GroupTotals {
    long receivedMessages;
    long receivedOctets;
    long receivedRecipients;
    long rejectedMessages;
    long transmittedMessages;
    long transmittedOctets;
    long transmittedRecipients;
    long converted;
    long conversionsFailed;
    long loops;

    // The group's books, in recipients; received is above.
    long carried;
    long settled;
    long movedIn;
    long movedOut;
    long expandedIn;
    long expandedOut;

    final AssociationTotals associations = new AssociationTotals();
    final ErrorTotals errors = new ErrorTotals();
    final DeferralTotals deferrals = new DeferralTotals();
    private final Map<LatencyStage, LatencyTotals> latencies = new EnumMap<>(LatencyStage.class);

    void received(long octets, int recipients, boolean first) {
        receivedRecipients += recipients;
        if (first) {
            receivedMessages++;
            receivedOctets += octets;
        }
    }

    void settled(boolean transmitted, long octets, MtaEvent.Share share) {
        settled += share.recipients();
        if (!transmitted) {
            return;
        }
        transmittedRecipients += share.recipients();
        if (share.first()) {
            transmittedMessages++;
            transmittedOctets += octets;
        }
    }

    void timed(LatencyStage stage, long nanos, int times, long now) {
        latencies.computeIfAbsent(stage, _ -> new LatencyTotals()).add(nanos, times, now);
    }

    /** Gives the group's latencies, ascending by stage. */
    void latencies(MtaGroup group, long now, Consumer<MtaSnapshot.LatencyRow> into) {
        latencies.forEach(
                (stage, of) -> into.accept(new MtaSnapshot.LatencyRow(group, stage, of.read(now))));
    }

    /** What is counted in messages and recipients. */
    long[] totals() {
        return new long[] {
            receivedMessages,
            receivedOctets,
            receivedRecipients,
            rejectedMessages,
            transmittedMessages,
            transmittedOctets,
            transmittedRecipients,
            converted,
            conversionsFailed,
            loops,
            carried,
            settled,
            movedIn,
            movedOut,
            expandedIn,
            expandedOut
        };
    }

    /** Goes on from what {@link #totals} gave. */
    void goOn(long[] from) {
        receivedMessages = from[0];
        receivedOctets = from[1];
        receivedRecipients = from[2];
        rejectedMessages = from[3];
        transmittedMessages = from[4];
        transmittedOctets = from[5];
        transmittedRecipients = from[6];
        converted = from[7];
        conversionsFailed = from[8];
        loops = from[9];
        carried = from[10];
        settled = from[11];
        movedIn = from[12];
        movedOut = from[13];
        expandedIn = from[14];
        expandedOut = from[15];
    }

    /** Goes on from totals of a stage. */
    void goOn(LatencyStage stage, long count, long nanos) {
        latencies.computeIfAbsent(stage, _ -> new LatencyTotals()).goOn(count, nanos);
    }

    /** The stages that were timed. */
    Map<LatencyStage, LatencyTotals> latencies() {
        return latencies;
    }

    /** Recipients that have left the group, whatever became of them. */
    long left() {
        return settled + expandedIn + movedOut;
    }

    /** What came in less what is accounted for. */
    long imbalance(long stored) {
        return carried + receivedRecipients + expandedOut + movedIn - (stored + left());
    }

    /**
     * The group's row, with the columns of its kind.
     *
     * @param level null when it is not known
     */
    MtaSnapshot.GroupRow row(
            MtaGroup group,
            Ledger.Insight insight,
            Stock.@Nullable Level level,
            Stock.@Nullable Stopped paused,
            List<Integer> associationIds) {
        var kind = group.kind();
        boolean takes = Column.GROUP_RECEIVED_MESSAGES.in(kind) && kind.holds();
        boolean books = takes && insight.books();
        boolean arrivals = books || !kind.holds();
        var waiting = level == null ? null : level.recipients();
        return new MtaSnapshot.GroupRow(
                group,
                known(arrivals, in(kind, Column.GROUP_RECEIVED_MESSAGES, receivedMessages)),
                known(arrivals, in(kind, Column.GROUP_RECEIVED_VOLUME, receivedOctets)),
                known(arrivals, in(kind, Column.GROUP_RECEIVED_RECIPIENTS, receivedRecipients)),
                in(kind, Column.GROUP_REJECTED_MESSAGES, rejectedMessages),
                Column.GROUP_STORED_MESSAGES.in(kind) ? level : null,
                in(kind, Column.GROUP_TRANSMITTED_MESSAGES, transmittedMessages),
                in(kind, Column.GROUP_TRANSMITTED_VOLUME, transmittedOctets),
                in(kind, Column.GROUP_TRANSMITTED_RECIPIENTS, transmittedRecipients),
                in(kind, Column.GROUP_INBOUND_ASSOCIATIONS, associations.inbound),
                known(
                        insight.outbound(),
                        in(kind, Column.GROUP_OUTBOUND_ASSOCIATIONS, associations.outbound)),
                in(kind, Column.GROUP_ACCUMULATED_INBOUND, associations.accumulatedInbound),
                in(kind, Column.GROUP_ACCUMULATED_OUTBOUND, associations.accumulatedOutbound),
                in(kind, Column.GROUP_LAST_INBOUND, associations.lastInbound),
                in(kind, Column.GROUP_LAST_OUTBOUND, associations.lastOutbound),
                in(kind, Column.GROUP_LAST_ATTEMPT, associations.lastAttempt),
                in(kind, Column.GROUP_REJECTED_INBOUND, associations.rejectedInbound),
                in(kind, Column.GROUP_FAILED_OUTBOUND, associations.failedOutbound),
                in(kind, Column.GROUP_INBOUND_REJECTION_REASON, associations.rejectionReason),
                in(kind, Column.GROUP_OUTBOUND_FAILURE_REASON, associations.failureReason),
                known(
                        insight.conversions(),
                        in(kind, Column.GROUP_SUCCESSFUL_CONVERTED, converted)),
                known(
                        insight.conversions(),
                        in(kind, Column.GROUP_FAILED_CONVERTED, conversionsFailed)),
                in(kind, Column.GROUP_LOOPS_DETECTED, loops),
                takes ? Long.valueOf(deferrals.all()) : null,
                books && waiting != null ? Long.valueOf(imbalance(waiting)) : null,
                paused == null ? null : paused.stops(group),
                errors.rows(),
                associationIds);
    }

    static @Nullable Long known(boolean known, @Nullable Long value) {
        return known ? value : null;
    }

    private static <T> @Nullable T in(MtaGroup.Kind kind, Column column, @Nullable T value) {
        return column.in(kind) ? value : null;
    }
}
