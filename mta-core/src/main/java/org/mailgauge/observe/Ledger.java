package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns the events of one application into totals, exactly: {@code docs/counting.md} says which
 * event moves what. Safe for use by any thread; {@code lock} guards everything.
 */
public final class Ledger implements Observer {
    /*
     * One short lock instead of adders: the totals of one event move together, so that a snapshot
     * never shows half of one. Lock order: the queue's lock (Stock.read), then this one. Nothing is
     * called with it held.
     */

    /**
     * Who the application is.
     *
     * @param index applIndex
     * @param url applURL, or empty when there is no page to point to
     */
    public record Identity(
            int index, String name, String version, String description, String url) {}

    /**
     * The totals of one moment.
     *
     * @param ackLost messages whose 250 could not be sent
     * @param strays ends of associations that were not open (a defect of ours)
     */
    record Cut(MtaSnapshot.Application application, long ackLost, long strays) {}

    /** The rows about groups that are not one for each. */
    private record Rest(
            List<MtaSnapshot.DeferralRow> deferrals,
            List<MtaSnapshot.LatencyRow> latencies,
            List<MtaSnapshot.DrainRow> drains) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Time time;
    private final Identity identity;
    private final long started;
    private final MtaTotals mta = new MtaTotals();
    private final AssociationTotals application = new AssociationTotals();
    private final LiveAssociations live = new LiveAssociations();
    private final Map<Integer, GroupTotals> groups = new HashMap<>();
    private final Drains<Integer> drains = new Drains<>();
    private final Drains<String> domainDrains = new Drains<>();
    private MtaEvent.OperStatus status = MtaEvent.OperStatus.RESTARTING;
    private long lastChange;

    /** Whether the stock did not answer at the last cut. */
    private boolean lost;

    private long ackLost;
    private long strays;

    /** Begins at zero; the application is restarting until it says otherwise. */
    public Ledger(Time time, Identity identity) {
        this.time = time;
        this.identity = identity;
        this.started = time.ticks();
        this.lastChange = started;
    }

    /** applIndex. */
    public int index() {
        return identity.index();
    }

    @Override
    public void tell(MtaEvent event) {
        lock.lock();
        try {
            post(event);
        } finally {
            lock.unlock();
        }
    }

    private void post(MtaEvent event) {
        switch (event) {
            case MtaEvent.InboundOpened(var association) -> opened(association, null);
            case MtaEvent.InboundAuthenticated(var association) -> authenticated(association);
            case MtaEvent.InboundRejected(var group, var reason) -> {
                application.rejected(reason);
                of(group).associations.rejected(reason);
            }
            case MtaEvent.AssociationClosed(var association) -> closed(association);
            case MtaEvent.OutboundAttempted(var channel, var destination) -> {
                long now = time.ticks();
                of(channel).associations.attempting(now);
                of(destination).associations.attempting(now);
            }
            case MtaEvent.OutboundOpened(var association, var destination) ->
                    opened(association, destination);
            case MtaEvent.OutboundFailed(var channel, var destination, var reason) -> {
                application.failed(reason);
                of(channel).associations.failed(reason);
                of(destination).associations.failed(reason);
            }
            case MtaEvent.Received received -> received(received);
            case MtaEvent.Carried carried -> {
                mta.carried(carried.recipients());
                carried.placements().forEach(s -> of(s.group()).carried += s.recipients());
            }
            case MtaEvent.TransactionRejected(var group) -> of(group).rejectedMessages++;
            case MtaEvent.AckLost _ -> ackLost++;
            case MtaEvent.Settled settled -> settled(settled);
            case MtaEvent.Moved moved -> {
                of(moved.from()).movedOut += moved.recipients();
                of(moved.to()).movedIn += moved.recipients();
            }
            case MtaEvent.Expanded expanded -> expanded(expanded);
            case MtaEvent.Deferred deferred -> {
                of(deferred.channel()).deferrals.add(deferred.replyClass(), deferred.recipients());
                of(deferred.destination())
                        .deferrals
                        .add(deferred.replyClass(), deferred.recipients());
            }
            case MtaEvent.Timed(var channel, var stage, int times, long nanos) ->
                    of(channel).timed(stage, nanos, times, time.ticks());
            case MtaEvent.Converted converted -> converted(converted);
            case MtaEvent.LoopDetected(var group) -> {
                mta.loops++;
                of(group).loops++;
            }
            case MtaEvent.InboundError(var group, var code) ->
                    of(group).errors.count(code, ErrorTotals.Side.INBOUND);
            case MtaEvent.ProcessingError(var channel, var destination, var code) -> {
                of(channel).errors.count(code, ErrorTotals.Side.INTERNAL);
                of(destination).errors.count(code, ErrorTotals.Side.INTERNAL);
            }
            case MtaEvent.OutboundError(var channel, var destination, var code) -> {
                of(channel).errors.count(code, ErrorTotals.Side.OUTBOUND);
                of(destination).errors.count(code, ErrorTotals.Side.OUTBOUND);
            }
            case MtaEvent.StatusChanged(var to) -> changed(to);
        }
    }

    private void opened(Association association, @Nullable MtaGroup destination) {
        long now = time.ticks();
        live.add(association, destination);
        application.opened(association.inbound(), now);
        of(association.mtaGroup()).associations.opened(association.inbound(), now);
        if (destination != null) {
            of(destination).associations.opened(association.inbound(), now);
        }
    }

    private void authenticated(Association a) {
        var user =
                new Association(
                        a.id(),
                        a.group(),
                        a.inbound(),
                        true,
                        a.remote(),
                        a.port(),
                        a.startedTicks());
        if (!live.replace(user)) {
            strays++;
        }
    }

    private void closed(Association association) {
        var known = live.remove(association.id());
        if (known.isEmpty()) {
            strays++;
            return;
        }
        long now = time.ticks();
        var was = known.get().association();
        var destination = known.get().destination();
        application.closed(was.inbound(), now);
        of(was.mtaGroup()).associations.closed(was.inbound(), now);
        if (destination != null) {
            of(destination).associations.closed(was.inbound(), now);
        }
    }

    private void received(MtaEvent.Received event) {
        var origin = event.origin();
        mta.received(event, origin == null);
        if (origin != null) {
            of(origin).received(event.octets(), event.recipients(), event.messageFirst());
        }
        for (var share : event.placements()) {
            of(share.group()).received(event.octets(), share.recipients(), share.first());
        }
    }

    private void settled(MtaEvent.Settled event) {
        mta.settled(event);
        for (var share : event.shares()) {
            of(share.group()).settled(event.outcome().transmitted(), event.octets(), share);
        }
    }

    private void expanded(MtaEvent.Expanded event) {
        mta.expanded(event.in(), event.out());
        event.left().forEach(s -> of(s.group()).expandedIn += s.recipients());
        event.entered().forEach(s -> of(s.group()).expandedOut += s.recipients());
    }

    private void converted(MtaEvent.Converted event) {
        var channel = of(event.channel());
        var destination = of(event.destination());
        if (event.success()) {
            mta.converted++;
            channel.converted++;
            destination.converted++;
        } else {
            mta.conversionsFailed++;
            channel.conversionsFailed++;
            destination.conversionsFailed++;
        }
    }

    private void changed(MtaEvent.OperStatus to) {
        if (status != to) {
            status = to;
            lastChange = time.ticks();
        }
    }

    private GroupTotals of(MtaGroup group) {
        return groups.computeIfAbsent(group.index(), _ -> new GroupTotals());
    }

    /**
     * The application as of now; to be called within {@link Stock#read}.
     *
     * @param levels null when the stock does not answer: what it holds is not known then, and the
     *     application is down (RFC 2788: not available)
     * @param shown the groups to show, ascending by index
     */
    Cut cut(Stock.@Nullable Levels levels, List<MtaGroup> shown) {
        var held = new HashMap<Integer, Stock.GroupLevel>();
        if (levels != null) {
            levels.groups().forEach(level -> held.put(level.group().index(), level));
        }
        lock.lock();
        try {
            if (lost != (levels == null)) {
                lost = !lost;
                lastChange = time.ticks();
            }
            var listing = live.listing();
            var rows = new ArrayList<MtaSnapshot.GroupRow>(shown.size());
            var rest = new Rest(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            long now = time.ticks();
            for (var group : shown) {
                var totals = of(group);
                totals.latencies(group, now, rest.latencies::add);
                if (levels == null) {
                    rows.add(totals.row(group, null, null, listing.of(group)));
                    totals.deferrals.rows(group, null, rest.deferrals::add);
                    continue;
                }
                var level = held.get(group.index());
                level = level == null ? new Stock.GroupLevel(group, Stock.Level.EMPTY) : level;
                rows.add(totals.row(group, level.level(), levels.paused(), listing.of(group)));
                totals.deferrals.rows(group, level.deferred(), rest.deferrals::add);
                drain(group, now, level.level().recipients(), totals.left(), rest.drains);
            }
            drains.endTurn();
            var mta = totals(levels, rows, rest, now);
            return new Cut(application(listing, mta), ackLost, strays);
        } finally {
            lock.unlock();
        }
    }

    private void drain(
            MtaGroup group, long now, long stored, long left, List<MtaSnapshot.DrainRow> into) {
        if (!Column.GROUP_RECEIVED_MESSAGES.in(group.kind()) || !group.kind().holds()) {
            return;
        }
        var drain = drains.look(group.index(), now, stored, left);
        if (drain != null) {
            into.add(new MtaSnapshot.DrainRow(group, drain));
        }
    }

    private @Nullable Destinations forecast(@Nullable Destinations destinations, long now) {
        if (destinations == null) {
            return null;
        }
        var rows = new ArrayList<Destinations.Row>(destinations.rows().size());
        for (var row : destinations.rows()) {
            rows.add(row.with(domainDrains.look(row.name(), now, row.recipients(), row.left())));
        }
        domainDrains.endTurn();
        return new Destinations(destinations.count(), destinations.most(), rows);
    }

    private MtaSnapshot.Mta totals(
            Stock.@Nullable Levels levels, List<MtaSnapshot.GroupRow> rows, Rest rest, long now) {
        var stored = levels == null ? null : levels.total();
        return new MtaSnapshot.Mta(
                mta.receivedMessages,
                mta.receivedOctets,
                mta.receivedRecipients(),
                stored,
                mta.transmittedMessages,
                mta.transmittedOctets,
                mta.transmittedRecipients(),
                mta.converted,
                mta.conversionsFailed,
                mta.loops,
                mta.books(stored == null ? null : Long.valueOf(stored.recipients())),
                rows,
                levels == null ? List.of() : levels.unserved(),
                levels == null ? List.of() : levels.states(),
                levels == null ? null : forecast(levels.destinations(), now),
                rest.deferrals,
                rest.latencies,
                rest.drains);
    }

    private MtaSnapshot.Application application(
            LiveAssociations.Listing listing, MtaSnapshot.Mta totals) {
        return new MtaSnapshot.Application(
                identity.index(),
                identity.name(),
                identity.version(),
                identity.description(),
                identity.url(),
                started,
                lost ? MtaEvent.OperStatus.DOWN : status,
                lastChange,
                application.inbound,
                application.outbound,
                application.accumulatedInbound,
                application.accumulatedOutbound,
                application.lastInbound,
                application.lastOutbound,
                application.rejectedInbound,
                application.failedOutbound,
                listing.associations(),
                totals);
    }
}
