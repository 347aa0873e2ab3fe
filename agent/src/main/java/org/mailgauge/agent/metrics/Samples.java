package org.mailgauge.agent.metrics;

import org.jspecify.annotations.Nullable;
import org.mailgauge.Version;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.LoginResult;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.Stock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The samples of one snapshot. Pure; null values give no sample. */
final class Samples {
    private static final double NANOS = 1e9;

    private final MtaSnapshot snapshot;
    private final long now;
    private final List<Sample> all = new ArrayList<>();

    private Samples(MtaSnapshot snapshot, long now) {
        this.snapshot = snapshot;
        this.now = now;
    }

    /**
     * All samples.
     *
     * @param now the moment of reading, on {@link org.mailgauge.port.Time#ticks}; ages are up to it
     */
    static List<Sample> of(MtaSnapshot snapshot, long now) {
        var samples = new Samples(snapshot, now);
        samples.add(Families.SEQUENCE, snapshot.sequence());
        samples.add(Families.TAKEN, seconds(snapshot.takenAt()));
        samples.add(Families.BUILD, 1, Version.current());
        snapshot.applications().forEach(samples::application);
        snapshot.collectors().forEach(samples::collector);
        new TreeMap<>(snapshot.health())
                .forEach((name, value) -> samples.add(HealthFamilies.of(name), value));
        return samples.all;
    }

    private void application(MtaSnapshot.Application application) {
        var name = application.name();
        for (var state : OperStatus.values()) {
            var label = state.name().toLowerCase(Locale.ROOT);
            add(Families.STATUS, application.status() == state ? 1 : 0, name, label);
        }
        add(Families.STARTED, stamp(application.startedTicks()), name);
        add(Families.STATUS_CHANGED, stamp(application.lastChangeTicks()), name);
        add(Families.ASSOCIATIONS, application.inboundAssociations(), name, "in");
        add(Families.ASSOCIATIONS, application.outboundAssociations(), name, "out");
        add(Families.ACCUMULATED, application.accumulatedInbound(), name, "in");
        add(Families.ACCUMULATED, application.accumulatedOutbound(), name, "out");
        add(Families.UNSUCCESSFUL, application.rejectedInbound(), name, "in");
        add(Families.UNSUCCESSFUL, application.failedOutbound(), name, "out");
        add(Families.ACTIVITY, stamp(Ages.lastInbound(application, now)), name, "in");
        add(Families.ACTIVITY, stamp(Ages.lastOutbound(application, now)), name, "out");
        var mta = application.mta();
        if (mta != null) {
            mta(mta, name);
        }
        var access = application.access();
        if (access != null) {
            access(access, name);
        }
    }

    private void collector(Collector collector) {
        for (var application : snapshot.applications()) {
            if (application.index() == collector.application()) {
                collector(collector, application.name());
            }
        }
    }

    private void collector(Collector collector, String application) {
        var name = collector.name();
        for (var condition : Collector.Condition.values()) {
            var label = condition.name().toLowerCase(Locale.ROOT);
            add(
                    Families.COLLECTOR_STATUS,
                    collector.condition() == condition ? 1 : 0,
                    application,
                    name,
                    label);
        }
        add(Families.COLLECTOR_READ, stamp(collector.readTicks()), application, name);
        add(Families.COLLECTOR_WRITTEN, stamp(collector.writtenTicks()), application, name);
        add(Families.COLLECTOR_RECORDS, collector.records(), application, name);
        add(Families.COLLECTOR_NOT_UNDERSTOOD, collector.notUnderstood(), application, name);
        add(Families.COLLECTOR_GAPS, collector.gaps(), application, name);
        add(Families.COLLECTOR_BEHIND, collector.behindOctets(), application, name);
        new TreeMap<>(collector.events())
                .forEach(
                        (event, count) ->
                                add(Families.COLLECTOR_EVENTS, count, application, name, event));
        var coverage = collector.coverage();
        if (coverage != null) {
            add(Families.COLLECTOR_COVERAGE, coverage / 1000.0, application, name);
        }
    }

    private void access(MtaSnapshot.Access access, String name) {
        for (var result : LoginResult.values()) {
            add(Families.LOGINS, access.logins().get(result), name, result.label());
        }
        add(Families.RETRIEVED, access.retrievedMessages(), name);
        add(Families.RETRIEVED_BYTES, access.retrievedOctets(), name);
        add(Families.APPENDED, access.appendedMessages(), name);
        add(Families.APPENDED_BYTES, access.appendedOctets(), name);
        add(Families.DELETED, access.deletedMessages(), name);
        add(Families.DELETED_BYTES, access.deletedOctets(), name);
    }

    private void mta(MtaSnapshot.Mta mta, String name) {
        var stored = mta.stored();
        add(Families.MTA_RECEIVED, mta.receivedMessages(), name);
        add(Families.MTA_RECEIVED_BYTES, mta.receivedOctets(), name);
        add(Families.MTA_RECEIVED_RECIPIENTS, mta.receivedRecipients(), name);
        if (stored != null) {
            add(Families.MTA_STORED, stored.messages(), name);
            add(Families.MTA_STORED_BYTES, stored.octets(), name);
            add(Families.MTA_STORED_RECIPIENTS, stored.recipients(), name);
            add(Families.MTA_OLDEST, span(Ages.oldest(stored, now)), name);
        }
        add(Families.MTA_TRANSMITTED, mta.transmittedMessages(), name);
        add(Families.MTA_TRANSMITTED_BYTES, mta.transmittedOctets(), name);
        add(Families.MTA_TRANSMITTED_RECIPIENTS, mta.transmittedRecipients(), name);
        add(Families.MTA_CONVERSIONS, mta.convertedSuccessfully(), name, "success");
        add(Families.MTA_CONVERSIONS, mta.conversionsFailed(), name, "failure");
        add(Families.MTA_LOOPS, mta.loopsDetected(), name);
        var books = mta.books();
        if (books != null) {
            books(books).forEach((entry, value) -> add(Families.MTA_BOOKS, value, name, entry));
        }
        add(Families.MTA_IMBALANCE, mta.imbalance(), name);
        mta.groups().forEach(row -> group(row, name));
        for (var row : mta.deferrals()) {
            var labels = with(labels(row.group(), name), row.replyClass().label());
            add(Families.GROUP_DEFERRED_CLASS, row.recipients(), labels);
            add(Families.GROUP_WAITING_CLASS, row.waiting(), labels);
        }
        mta.drains().forEach(row -> drain(row.drain(), labels(row.group(), name)));
    }

    private void drain(Drain drain, String[] group) {
        add(Families.GROUP_DRAIN, span(Ages.untilEmpty(drain.emptyTicks(), now)), group);
        add(
                Families.GROUP_DRAIN_EARLIEST,
                span(Ages.untilEmpty(drain.earliestTicks(), now)),
                group);
        add(Families.GROUP_DRAIN_LATEST, span(Ages.untilEmpty(drain.latestTicks(), now)), group);
    }

    /** What only rises; stored is a gauge of its own. */
    private static Map<String, Long> books(MtaSnapshot.Books books) {
        return new TreeMap<>(
                Map.ofEntries(
                        Map.entry("carried", books.carried()),
                        Map.entry("received", books.received()),
                        Map.entry("generated", books.generated()),
                        Map.entry("expanded-out", books.expandedOut()),
                        Map.entry("relayed", books.relayed()),
                        Map.entry("delivered", books.delivered()),
                        Map.entry("bounced", books.bounced()),
                        Map.entry("expired", books.expired()),
                        Map.entry("deleted", books.deleted()),
                        Map.entry("discarded", books.discarded()),
                        Map.entry("quarantined", books.quarantined()),
                        Map.entry("expanded-in", books.expandedIn())));
    }

    private void group(MtaSnapshot.GroupRow row, String application) {
        String[] group = labels(row.group(), application);
        add(Families.GROUP_RECEIVED, row.receivedMessages(), group);
        add(Families.GROUP_RECEIVED_BYTES, row.receivedOctets(), group);
        add(Families.GROUP_RECEIVED_RECIPIENTS, row.receivedRecipients(), group);
        add(Families.GROUP_REJECTED, row.rejectedMessages(), group);
        stored(row.stored(), group);
        add(Families.GROUP_TRANSMITTED, row.transmittedMessages(), group);
        add(Families.GROUP_TRANSMITTED_BYTES, row.transmittedOctets(), group);
        add(Families.GROUP_TRANSMITTED_RECIPIENTS, row.transmittedRecipients(), group);
        add(Families.GROUP_ASSOCIATIONS, row.inboundAssociations(), with(group, "in"));
        add(Families.GROUP_ASSOCIATIONS, row.outboundAssociations(), with(group, "out"));
        add(Families.GROUP_ACCUMULATED, row.accumulatedInbound(), with(group, "in"));
        add(Families.GROUP_ACCUMULATED, row.accumulatedOutbound(), with(group, "out"));
        add(Families.GROUP_UNSUCCESSFUL, row.rejectedInbound(), with(group, "in"));
        add(Families.GROUP_UNSUCCESSFUL, row.failedOutbound(), with(group, "out"));
        add(Families.GROUP_ACTIVITY, span(Ages.sinceInbound(row, now)), with(group, "in"));
        add(Families.GROUP_ACTIVITY, span(Ages.sinceOutbound(row, now)), with(group, "out"));
        add(Families.GROUP_ATTEMPT, span(Ages.sinceAttempt(row, now)), group);
        add(Families.GROUP_CONVERSIONS, row.convertedSuccessfully(), with(group, "success"));
        add(Families.GROUP_CONVERSIONS, row.conversionsFailed(), with(group, "failure"));
        add(Families.GROUP_LOOPS, row.loopsDetected(), group);
        add(Families.GROUP_DEFERRED, row.deferredRecipients(), group);
        add(Families.GROUP_IMBALANCE, row.imbalance(), group);
        row.errors().forEach(error -> error(error, row, group));
    }

    private void stored(Stock.@Nullable Level level, String[] group) {
        if (level != null) {
            add(Families.GROUP_STORED, level.messages(), group);
            add(Families.GROUP_STORED_BYTES, level.octets(), group);
            add(Families.GROUP_STORED_RECIPIENTS, level.recipients(), group);
            add(Families.GROUP_OLDEST, span(Ages.oldest(level, now)), group);
            add(Families.GROUP_RETRY, span(Ages.untilRetry(level, now)), group);
        }
    }

    /** The stages that the group's kind instantiates, as in {@code docs/columns.md}. */
    private void error(MtaSnapshot.ErrorRow error, MtaSnapshot.GroupRow row, String[] group) {
        int code = error.statusCode();
        var status = code / 1_000_000 + "." + code / 1000 % 1000 + "." + code % 1000;
        switch (row.group().kind()) {
            case INBOUND ->
                    add(Families.GROUP_ERRORS, error.inbound(), with(group, "inbound", status));
            case OUTBOUND, DESTINATION -> {
                add(Families.GROUP_ERRORS, error.internal(), with(group, "internal", status));
                add(Families.GROUP_ERRORS, error.outbound(), with(group, "outbound", status));
            }
            case LOCAL ->
                    add(Families.GROUP_ERRORS, error.internal(), with(group, "internal", status));
            case STATE -> {}
        }
    }

    /** The labels of a group. */
    static String[] labels(MtaGroup group, String application) {
        var collection =
                switch (group.kind()) {
                    case INBOUND, OUTBOUND, LOCAL -> "channel";
                    case STATE -> "state";
                    case DESTINATION -> "destination";
                };
        return new String[] {application, collection, group.name()};
    }

    /** Labels, and more of them. */
    static String[] with(String[] labels, String... more) {
        var all = new ArrayList<>(List.of(labels));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void add(Family family, @Nullable Number value, String... labels) {
        if (value != null) {
            all.add(new Sample(family, List.of(labels), value.doubleValue()));
        }
    }

    private static @Nullable Double span(@Nullable Long nanos) {
        return nanos == null ? null : Double.valueOf(nanos / NANOS);
    }

    /** A moment of the ticker on the wall clock, as the snapshot ties the two. */
    private @Nullable Double stamp(@Nullable Long ticks) {
        return ticks == null
                ? null
                : Double.valueOf(
                        seconds(snapshot.takenAt().plusNanos(ticks - snapshot.takenTicks())));
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / NANOS;
    }
}
