package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Ages;
import org.mailgauge.observe.Collector;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.observe.Stock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the snapshot tells. Used by one thread. */
final class SnapshotReadings implements AlarmSource {
    /** Of totals, what came in so long counts as lately. */
    static final Duration LATELY = Duration.ofMinutes(5);

    /** Over so long it is told how fast a group empties. */
    static final Duration DRAIN = Duration.ofMinutes(15);

    /** The place of the queue on disk. */
    static final String STORAGE = "data-dir";

    static final String INODES = "data-dir inodes";
    private static final String CERTIFICATE = "tls_certificate_expires_seconds";
    private static final long SECOND = 1_000_000_000L;
    private static final double M_OCTETS = 1_000_000;
    private static final Set<AlarmKind> KNOWN =
            EnumSet.of(
                    AlarmKind.STORED,
                    AlarmKind.OLDEST,
                    AlarmKind.OLDEST_DUE,
                    AlarmKind.DESTINATION_FAILING,
                    AlarmKind.DRAIN_FORECAST,
                    AlarmKind.DEFERRAL_RATIO,
                    AlarmKind.FAILED_ASSOCIATIONS,
                    AlarmKind.REJECTED_ASSOCIATIONS,
                    AlarmKind.LOOP,
                    AlarmKind.STORAGE_LOW,
                    AlarmKind.CERTIFICATE_EXPIRING,
                    AlarmKind.COLLECTOR_LOST,
                    AlarmKind.OPER_STATUS,
                    AlarmKind.AUTHENTICATION_FAILURES,
                    AlarmKind.JOURNAL,
                    AlarmKind.IMBALANCE);

    /** What is known only as long as the queue answers. */
    private static final Set<AlarmKind> OF_THE_QUEUE =
            EnumSet.of(
                    AlarmKind.STORED,
                    AlarmKind.OLDEST,
                    AlarmKind.OLDEST_DUE,
                    AlarmKind.DESTINATION_FAILING,
                    AlarmKind.DRAIN_FORECAST,
                    AlarmKind.IMBALANCE);

    private final SnapshotSource snapshots;
    private final Windows lately = new Windows(LATELY);
    private final Windows drain = new Windows(DRAIN);

    SnapshotReadings(SnapshotSource snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Reading.All read(Moment now) {
        var snapshot = snapshots.current();
        var readings = new ArrayList<Reading>();
        for (var application : snapshot.applications()) {
            new OfApplication(application, now, readings).read();
        }
        if (!snapshot.applications().isEmpty()) {
            machinery(snapshot, now, readings);
        }
        collectors(snapshot, now, readings);
        return new Reading.All(known(snapshot), readings);
    }

    private static void collectors(MtaSnapshot snapshot, Moment now, List<Reading> into) {
        for (var collector : snapshot.collectors()) {
            for (var application : snapshot.applications()) {
                if (application.index() == collector.application()) {
                    var since =
                            Objects.requireNonNullElse(
                                    collector.readTicks(), application.lastChangeTicks());
                    boolean lost = collector.condition() == Collector.Condition.LOST;
                    into.add(
                            new Reading(
                                    AlarmKind.COLLECTOR_LOST,
                                    Subject.of(
                                            application.name(),
                                            application.index(),
                                            collector.name()),
                                    lost ? Math.max(1, seconds(Ages.since(since, now.ticks()))) : 0,
                                    Long.MAX_VALUE,
                                    collector.problem(),
                                    false));
                }
            }
        }
    }

    /** Of what has lost its source nothing is measured: its alarms stay as they are. */
    private static Set<AlarmKind> known(MtaSnapshot snapshot) {
        var known = EnumSet.copyOf(KNOWN);
        for (var application : snapshot.applications()) {
            if (application.mta() != null && application.mta().stored() == null) {
                known.removeAll(OF_THE_QUEUE);
            }
        }
        if (!snapshot.health().containsKey("logins_refused_total")) {
            known.remove(AlarmKind.AUTHENTICATION_FAILURES);
        }
        if (!snapshot.health().containsKey("disk_free_bytes")) {
            known.remove(AlarmKind.STORAGE_LOW);
        }
        if (!snapshot.health().containsKey(CERTIFICATE)) {
            known.remove(AlarmKind.CERTIFICATE_EXPIRING);
        }
        return known;
    }

    private void machinery(MtaSnapshot snapshot, Moment now, List<Reading> into) {
        var first = snapshot.applications().getFirst();
        var health = snapshot.health();
        var octets = health.get("disk_free_bytes");
        if (octets != null) {
            into.add(
                    Reading.of(
                            AlarmKind.STORAGE_LOW,
                            Subject.of(first.name(), first.index(), STORAGE),
                            (long) (octets / M_OCTETS)));
        }
        var inodes = health.get("disk_free_inodes");
        if (inodes != null) {
            into.add(
                    new Reading(
                            AlarmKind.STORAGE_LOW,
                            Subject.of(first.name(), first.index(), INODES),
                            inodes.longValue(),
                            Long.MAX_VALUE,
                            "",
                            true));
        }
        var certificate = health.get(CERTIFICATE);
        if (certificate != null) {
            into.add(
                    Reading.of(
                            AlarmKind.CERTIFICATE_EXPIRING,
                            Subject.of(first.name(), first.index(), "tls"),
                            Math.max(0, Duration.ofSeconds(certificate.longValue()).toDays())));
        }
        long troubles =
                total(health, "journal_failures_total") + total(health, "journal_damage_total");
        into.add(
                Reading.of(
                        AlarmKind.JOURNAL,
                        Subject.of(first.name(), first.index(), "journal"),
                        lately.rise("journal", troubles, now)));
        if (health.containsKey("logins_refused_total")) {
            long refused =
                    total(health, "logins_refused_total") + total(health, "logins_throttled_total");
            into.add(
                    Reading.of(
                            AlarmKind.AUTHENTICATION_FAILURES,
                            Subject.of(first.name(), first.index(), "logins"),
                            lately.rise("logins", refused, now)));
        }
    }

    private static long total(Map<String, Double> health, String name) {
        return Objects.requireNonNullElse(health.get(name), 0.0).longValue();
    }

    /** What is read of one application. */
    private final class OfApplication {
        private final MtaSnapshot.Application application;
        private final Moment now;
        private final List<Reading> into;

        OfApplication(MtaSnapshot.Application application, Moment now, List<Reading> into) {
            this.application = application;
            this.now = now;
            this.into = into;
        }

        void read() {
            boolean up =
                    application.status() == OperStatus.UP
                            || application.status() == OperStatus.CONGESTED;
            whole(AlarmKind.OPER_STATUS, application.name(), up ? 0 : 1);
            var mta = application.mta();
            if (mta != null) {
                whole(AlarmKind.LOOP, application.name(), rise("loops", mta.loopsDetected()));
                var imbalance = mta.imbalance();
                if (imbalance != null) {
                    whole(AlarmKind.IMBALANCE, application.name(), Math.abs(imbalance));
                }
                mta.groups().forEach(this::group);
                for (var row : mta.groups()) {
                    drain(row, mta);
                    ratios(row, mta);
                }
                mta.unserved().forEach(this::unserved);
            }
        }

        private void whole(AlarmKind kind, String name, long value) {
            into.add(
                    Reading.of(
                            kind,
                            Subject.of(application.name(), application.index(), name),
                            value));
        }

        private void group(MtaSnapshot.GroupRow row) {
            var stored = row.stored();
            if (stored != null) {
                stored(row, stored);
            }
            var failed = row.failedOutbound();
            if (failed != null) {
                String why = Objects.requireNonNullElse(row.outboundFailureReason(), "");
                add(AlarmKind.FAILED_ASSOCIATIONS, row, rise("failed", row, failed), why);
            }
            var rejected = row.rejectedInbound();
            if (rejected != null) {
                String why = Objects.requireNonNullElse(row.inboundRejectionReason(), "");
                add(AlarmKind.REJECTED_ASSOCIATIONS, row, rise("rejected", row, rejected), why);
            }
        }

        private void stored(MtaSnapshot.GroupRow row, Stock.Level stored) {
            add(AlarmKind.STORED, row, stored.messages(), "");
            String id = Objects.requireNonNullElse(stored.oldestMessageId(), "");
            add(AlarmKind.OLDEST, row, seconds(Ages.oldest(stored, now.ticks())), id);
            boolean channel = row.group().kind().collection() == -1;
            if (channel) {
                add(AlarmKind.OLDEST_DUE, row, seconds(Ages.oldestDue(stored, now.ticks())), "");
            }
        }

        private void drain(MtaSnapshot.GroupRow row, MtaSnapshot.Mta mta) {
            var recipients = row.stored() == null ? null : row.stored().recipients();
            if (recipients == null) {
                return;
            }
            var change = drain.change(name("stored", row), recipients, now);
            var forecast = forecast(row, mta);
            long left = change == null ? -1 : left(recipients, change);
            if (forecast != null) {
                left = forecast / SECOND;
            }
            if (left >= 0) {
                weighed(AlarmKind.DRAIN_FORECAST, row, left, recipients, "");
            }
        }

        private @Nullable Long forecast(MtaSnapshot.GroupRow row, MtaSnapshot.Mta mta) {
            for (var one : mta.drains()) {
                if (one.group().index() == row.group().index()) {
                    return Ages.until(one.drain().emptyTicks(), now.ticks());
                }
            }
            return null;
        }

        /**
         * Without a forecast: seconds until it is empty as it went for longer, the maximum when it
         * did not get less; -1 when too short a time tells nothing.
         */
        private static long left(long recipients, Windows.Change change) {
            long seconds = change.time().toSeconds();
            if (recipients == 0 || seconds < 60) {
                return recipients == 0 ? 0 : -1;
            }
            long gone = -change.difference();
            return gone <= 0
                    ? Integer.MAX_VALUE
                    : Math.min(Integer.MAX_VALUE, recipients * seconds / gone);
        }

        private void ratios(MtaSnapshot.GroupRow row, MtaSnapshot.Mta mta) {
            var deferred = row.deferredRecipients();
            var transmitted = row.transmittedRecipients();
            if (deferred == null || transmitted == null) {
                return;
            }
            boolean seen = lately.knows(name("deferred", row));
            long off = rise("deferred", row, deferred);
            long tried = off + rise("transmitted", row, transmitted);
            for (var one : mta.deferrals()) {
                if (one.group().index() == row.group().index()) {
                    var reason = one.replyClass().label();
                    var what = "deferred " + reason;
                    if (seen && !lately.knows(name(what, row))) {
                        // A class comes with its first recipients: there were none before.
                        var _ = rise(what, row, 0);
                    }
                    long those = rise(what, row, one.recipients());
                    long ratio = tried == 0 ? 0 : 100 * those / tried;
                    into.add(reading(AlarmKind.DEFERRAL_RATIO, row, reason, ratio, tried, ""));
                }
            }
        }

        private void unserved(Stock.Unserved row) {
            var reply = row.lastReply();
            var said = reply == null ? "" : row.replyClass() + ": " + reply;
            into.add(
                    new Reading(
                            AlarmKind.DESTINATION_FAILING,
                            new Subject(
                                    application.name(),
                                    application.index(),
                                    row.group().name(),
                                    row.group().index(),
                                    row.domain(),
                                    ""),
                            Ages.since(row.sinceTicks(), now.ticks()) / SECOND,
                            row.recipients(),
                            row.recipients() + " recipients" + (said.isEmpty() ? "" : "; " + said),
                            false));
        }

        private void add(AlarmKind kind, MtaSnapshot.GroupRow row, long value, String detail) {
            weighed(kind, row, value, Long.MAX_VALUE, detail);
        }

        private void weighed(
                AlarmKind kind, MtaSnapshot.GroupRow row, long value, long weight, String detail) {
            into.add(reading(kind, row, "", value, weight, detail));
        }

        private Reading reading(
                AlarmKind kind,
                MtaSnapshot.GroupRow row,
                String reason,
                long value,
                long weight,
                String detail) {
            var group = row.group();
            var subject =
                    new Subject(
                            application.name(),
                            application.index(),
                            group.name(),
                            group.index(),
                            group.name(),
                            reason);
            boolean part =
                    group.kind() == MtaGroup.Kind.STATE
                            || group.kind() == MtaGroup.Kind.DESTINATION;
            return new Reading(kind, subject, value, weight, detail, part);
        }

        private long rise(String what, MtaSnapshot.GroupRow row, long total) {
            return lately.rise(name(what, row), total, now);
        }

        private long rise(String what, long total) {
            return lately.rise(what + " " + application.name(), total, now);
        }

        private String name(String what, MtaSnapshot.GroupRow row) {
            return what + " " + row.group().index() + " " + application.name();
        }
    }

    private static long seconds(@Nullable Long nanos) {
        return nanos == null ? 0 : nanos / SECOND;
    }
}
