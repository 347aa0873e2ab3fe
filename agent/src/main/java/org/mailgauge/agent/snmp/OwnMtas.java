package org.mailgauge.agent.snmp;

import static org.mailgauge.agent.snmp.Columns.counter64;
import static org.mailgauge.agent.snmp.Columns.gauge;
import static org.mailgauge.agent.snmp.Columns.integer32;
import static org.mailgauge.agent.snmp.Columns.interval;
import static org.mailgauge.agent.snmp.Columns.stamp;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.MtaSnapshot.Application;
import org.mailgauge.observe.MtaSnapshot.Books;
import org.mailgauge.observe.MtaSnapshot.GroupRow;
import org.mailgauge.observe.MtaSnapshot.Mta;

import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** mailgaugeMtaTable and mailgaugeBooksTable, which augment mtaTable. */
final class OwnMtas {

    /** An MTA with its application. */
    private record Row(Application application, Mta mta) {}

    static final Table<?> MTAS =
            new Table<Row>(
                    "mailgaugeMtaTable",
                    OwnObjects.entry(3),
                    List.of("applIndex"),
                    List.of(
                            total(1, "mailgaugeMtaHCReceivedMessages", Mta::receivedMessages),
                            total(2, "mailgaugeMtaHCReceivedRecipients", Mta::receivedRecipients),
                            total(3, "mailgaugeMtaHCReceivedOctets", Mta::receivedOctets),
                            total(4, "mailgaugeMtaHCTransmittedMessages", Mta::transmittedMessages),
                            total(
                                    5,
                                    "mailgaugeMtaHCTransmittedRecipients",
                                    Mta::transmittedRecipients),
                            total(6, "mailgaugeMtaHCTransmittedOctets", Mta::transmittedOctets),
                            total(7, "mailgaugeMtaDeferredRecipients", OwnMtas::deferred),
                            interval(
                                    8,
                                    "mailgaugeMtaOldestMessageStored",
                                    (row, now) -> Ages.oldest(row.mta().stored(), now)),
                            interval(
                                    9,
                                    "mailgaugeMtaOldestDue",
                                    (row, now) -> Ages.oldestDue(row.mta().stored(), now)),
                            interval(
                                    10,
                                    "mailgaugeMtaScheduledRetry",
                                    (row, now) -> Ages.untilRetry(row.mta().stored(), now)),
                            gauge(
                                    11,
                                    "mailgaugeMtaDestinations",
                                    row -> destinations(row, Destinations::count)),
                            gauge(
                                    12,
                                    "mailgaugeMtaDestinationRows",
                                    row -> destinations(row, Destinations::most)),
                            stamp(
                                    13,
                                    "mailgaugeMtaDiscontinuity",
                                    (row, _) -> {
                                        var since = row.mta().sinceTicks();
                                        return since == null
                                                ? Long.valueOf(row.application().startedTicks())
                                                : since;
                                    })),
                    OwnMtas::each);

    static final Table<?> BOOKS =
            new Table<Row>(
                    "mailgaugeBooksTable",
                    OwnObjects.entry(4),
                    List.of("applIndex"),
                    List.of(
                            account(1, "mailgaugeBooksCarried", Books::carried),
                            account(2, "mailgaugeBooksReceived", Books::received),
                            account(3, "mailgaugeBooksGenerated", Books::generated),
                            account(4, "mailgaugeBooksExpandedOut", Books::expandedOut),
                            account(5, "mailgaugeBooksRelayed", Books::relayed),
                            account(6, "mailgaugeBooksDelivered", Books::delivered),
                            account(7, "mailgaugeBooksBounced", Books::bounced),
                            account(8, "mailgaugeBooksExpired", Books::expired),
                            account(9, "mailgaugeBooksDeleted", Books::deleted),
                            account(10, "mailgaugeBooksDiscarded", Books::discarded),
                            account(11, "mailgaugeBooksQuarantined", Books::quarantined),
                            account(12, "mailgaugeBooksExpandedIn", Books::expandedIn),
                            integer32(
                                    13,
                                    "mailgaugeBooksImbalance",
                                    "",
                                    row -> row.mta().imbalance()),
                            integer32(
                                    14,
                                    "mailgaugeBooksGroupImbalance",
                                    "0..2147483647",
                                    row -> groupImbalance(row.mta()))),
                    OwnMtas::each);

    private OwnMtas() {}

    private static @Nullable Long destinations(Row row, ToIntFunction<Destinations> of) {
        var destinations = row.mta().destinations();
        return destinations == null ? null : Long.valueOf(of.applyAsInt(destinations));
    }

    private static void each(Picture picture, Table.Sink<Row> sink) {
        for (var application : picture.snapshot().applications()) {
            var mta = application.mta();
            if (mta != null) {
                sink.row(new Row(application, mta), application.index());
            }
        }
    }

    private static Column<Row> total(int number, String name, Columns.LongCell<Mta> value) {
        return counter64(number, name, row -> value.of(row.mta()));
    }

    private static Column<Row> account(int number, String name, Columns.LongCell<Books> value) {
        return counter64(
                number,
                name,
                row -> {
                    var books = row.mta().books();
                    return books == null ? null : value.of(books);
                });
    }

    /** Over the channels: destinations count the same recipients once more. */
    private static long deferred(Mta mta) {
        return mta.groups().stream()
                .filter(row -> row.group().kind().collection() == -1)
                .map(GroupRow::deferredRecipients)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static @Nullable Long groupImbalance(Mta mta) {
        return mta.imbalance() == null ? null : Long.valueOf(sum(mta));
    }

    private static long sum(Mta mta) {
        return mta.groups().stream()
                .map(GroupRow::imbalance)
                .filter(Objects::nonNull)
                .mapToLong(Math::abs)
                .sum();
    }
}
