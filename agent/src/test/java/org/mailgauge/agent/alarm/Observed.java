package org.mailgauge.agent.alarm;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.Drain;
import org.mailgauge.observe.MtaEvent.OperStatus;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.SnapshotSource;
import org.mailgauge.observe.Stock;
import org.mailgauge.port.Time;
import org.mailgauge.smtp.SmtpReply;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A source of snapshots with one channel, {@code smtp-out}, whose numbers the test sets. */
final class Observed implements SnapshotSource {
    private static final MtaGroup OUT =
            new MtaGroup(1003, MtaGroup.Kind.OUTBOUND, "smtp-out", "Group smtp-out", 25, 0);
    private static final MtaGroup OTHER =
            new MtaGroup(1020, MtaGroup.Kind.DESTINATION, "other", "Group other", 0, 0);

    private final Time time;
    final Map<String, Double> health = new HashMap<>();
    final List<Stock.Unserved> unserved = new ArrayList<>();
    OperStatus status = OperStatus.UP;
    long messages;
    long loops;
    long failed;
    final Map<ReplyClass, Long> deferred = new EnumMap<>(ReplyClass.class);
    List<MtaSnapshot.DrainRow> drains = List.of();
    long transmitted;
    long imbalance;
    @Nullable Long due;

    Observed(Time time) {
        this.time = time;
    }

    void waits(String domain, long recipients, long since) {
        var reply = SmtpReply.of(451, 7, 1, "greylisted");
        unserved.add(
                new Stock.Unserved(domain, OTHER, recipients, since, null, reply, "greylisted"));
    }

    @Override
    public MtaSnapshot current() {
        return new MtaSnapshot(1, time.wall(), time.ticks(), List.of(application()), health);
    }

    @Override
    public MtaSnapshot fresh() {
        return current();
    }

    private MtaSnapshot.Application application() {
        return new MtaSnapshot.Application(
                1001,
                "mailgauge",
                "1",
                "An MTA",
                "",
                0,
                status,
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                0,
                0,
                List.of(),
                mta());
    }

    private MtaSnapshot.Mta mta() {
        var level =
                new Stock.Level(
                        messages,
                        messages,
                        messages * 1000,
                        messages == 0 ? null : time.wall(),
                        time.ticks(),
                        null,
                        null,
                        due);
        return new MtaSnapshot.Mta(
                0,
                0,
                0,
                level,
                0,
                0,
                0,
                0,
                0,
                loops,
                new MtaSnapshot.Books(imbalance, 0, 0, 0, 0L, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(row(level)),
                unserved,
                List.of(),
                null,
                deferrals(),
                List.of(),
                drains);
    }

    private List<MtaSnapshot.DeferralRow> deferrals() {
        return deferred.entrySet().stream()
                .map(one -> new MtaSnapshot.DeferralRow(OUT, one.getKey(), one.getValue(), 0L))
                .toList();
    }

    /** A forecast for the channel, so many seconds from now. */
    void drains(long seconds) {
        long empty = time.ticks() + seconds * 1_000_000_000L;
        drains = List.of(new MtaSnapshot.DrainRow(OUT, new Drain(empty, empty, null)));
    }

    private MtaSnapshot.GroupRow row(Stock.Level level) {
        return new MtaSnapshot.GroupRow(
                OUT,
                0L,
                0L,
                0L,
                null,
                level,
                0L,
                0L,
                transmitted,
                null,
                0L,
                null,
                0L,
                null,
                null,
                null,
                null,
                failed,
                null,
                "451 4.7.1 greylisted",
                0L,
                0L,
                0L,
                deferred.values().stream().mapToLong(n -> n).sum(),
                0L,
                null,
                List.of(),
                List.of());
    }
}
