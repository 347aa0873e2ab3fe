package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.port.Time;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

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
     * What can be known of an application.
     *
     * @param books whether every recipient is accounted for, in groups too: of an MTA that is
     *     watched it is not told when mail enters a channel
     * @param conversions whether conversions are told
     * @param outbound whether it is told when an outbound association ends, so that those of now
     *     are known
     */
    public record Insight(boolean books, boolean conversions, boolean outbound) {
        /** Of our own. */
        public static final Insight WHOLE = new Insight(true, true, true);
    }

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
    private final Insight insight;
    private final MtaTotals mta = new MtaTotals();
    private final AssociationTotals application = new AssociationTotals();
    private final LiveAssociations live = new LiveAssociations();
    private final Map<Integer, GroupTotals> groups = new HashMap<>();
    private final Drains<Integer> drains = new Drains<>();
    private final Drains<String> domainDrains = new Drains<>();
    private Identity identity;
    private long started;
    private MtaEvent.OperStatus status = MtaEvent.OperStatus.RESTARTING;
    private long lastChange;

    /** Since when totals go on without a break; null for since it began. */
    private @Nullable Long since;

    /** Whether the stock did not answer at the last cut. */
    private boolean lost;

    private long ackLost;
    private long strays;

    /** Begins at zero; the application is restarting until it says otherwise. */
    public Ledger(Time time, Identity identity) {
        this(time, identity, Insight.WHOLE);
    }

    /** One of an application of which not all is known. */
    public Ledger(Time time, Identity identity, Insight insight) {
        this.time = time;
        this.identity = identity;
        this.insight = insight;
        this.started = time.ticks();
        this.lastChange = started;
    }

    /** applIndex. */
    public int index() {
        lock.lock();
        try {
            return identity.index();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is of an application that is not ours. */
    boolean isWatched() {
        return !insight.books();
    }

    @Override
    public void tell(MtaEvent event) {
        tell(event, time.ticks());
    }

    /**
     * Tells of what was true at an earlier moment.
     *
     * @param now that moment on the ticker
     */
    public void tell(MtaEvent event, long now) {
        lock.lock();
        try {
            post(event, now);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Another process of the application runs now, or the same is known better.
     *
     * @param startedTicks applUptime
     */
    public void become(Identity other, long startedTicks) {
        lock.lock();
        try {
            identity = other;
            started = startedTicks;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What happened before a moment is lost in part: whoever reads totals must begin anew.
     *
     * @param ticks that moment
     */
    public void interrupted(long ticks) {
        lock.lock();
        try {
            since = ticks;
        } finally {
            lock.unlock();
        }
    }

    /** An association goes on that was counted before the ledger was read back. */
    public void resume(Association association) {
        lock.lock();
        try {
            live.add(association, null);
            application.resumed(association.inbound());
            of(association.mtaGroup()).associations.resumed(association.inbound());
        } finally {
            lock.unlock();
        }
    }

    /** Writes all totals as lines, for {@link #goOn}. */
    public void save(GroupRegistry registry, Consumer<String> lines) {
        var known = registry.known();
        var text = new LedgerText(time);
        lock.lock();
        try {
            text.whole(mta, application, since, lines);
            known.forEach((was, group) -> text.group(was, of(group), lines));
        } finally {
            lock.unlock();
        }
    }

    /** The groups of which saved lines tell, for {@link GroupRegistry#open}. */
    public static List<GroupRegistry.Was> groups(List<String> lines, Time time) {
        return new LedgerText(time).groups(lines);
    }

    /**
     * Goes on from totals that were saved; to be called before anything is told.
     *
     * @param lines those of {@link #save}
     * @param registry opened with their groups
     * @return how many lines tell nothing that is known
     */
    public int goOn(List<String> lines, GroupRegistry registry) {
        var known = registry.known();
        lock.lock();
        try {
            var text = new LedgerText(time);
            since = text.since(lines);
            return text.goOn(lines, mta, application, known, this::of);
        } finally {
            lock.unlock();
        }
    }

    private void post(MtaEvent event, long now) {
        switch (event) {
            case MtaEvent.InboundOpened(var association) -> opened(association, null, now);
            case MtaEvent.InboundAuthenticated(var association) -> authenticated(association);
            case MtaEvent.InboundRejected(var group, var reason) -> {
                application.rejected(reason);
                of(group).associations.rejected(reason);
            }
            case MtaEvent.AssociationClosed(var association) -> closed(association, now);
            case MtaEvent.OutboundAttempted(var channel, var destination) -> {
                of(channel).associations.attempting(now);
                of(destination).associations.attempting(now);
            }
            case MtaEvent.OutboundOpened(var association, var destination) ->
                    opened(association, destination, now);
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
                    of(channel).timed(stage, nanos, times, now);
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
            case MtaEvent.StatusChanged(var to) -> changed(to, now);
        }
    }

    private void opened(Association association, @Nullable MtaGroup destination, long now) {
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

    private void closed(Association association, long now) {
        var known = live.remove(association.id());
        if (known.isEmpty()) {
            strays++;
            return;
        }
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

    private void changed(MtaEvent.OperStatus to, long now) {
        if (status != to) {
            status = to;
            lastChange = now;
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
                var ids = listing.of(group);
                if (levels == null || !levels.kinds().contains(group.kind())) {
                    rows.add(totals.row(group, insight, null, null, ids));
                    totals.deferrals.rows(group, null, rest.deferrals::add);
                    continue;
                }
                var level = held.get(group.index());
                level = level == null ? new Stock.GroupLevel(group, Stock.Level.EMPTY) : level;
                rows.add(totals.row(group, insight, level.level(), levels.paused(), ids));
                totals.deferrals.rows(group, level.deferred(), rest.deferrals::add);
                var waiting = level.level().recipients();
                if (waiting != null) {
                    drain(group, now, waiting, totals.left(), rest.drains);
                }
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
                GroupTotals.known(insight.conversions(), mta.converted),
                GroupTotals.known(insight.conversions(), mta.conversionsFailed),
                mta.loops,
                insight.books() ? mta.books(stored == null ? null : stored.recipients()) : null,
                rows,
                levels == null ? List.of() : levels.unserved(),
                levels == null ? List.of() : levels.states(),
                levels == null ? null : forecast(levels.destinations(), now),
                rest.deferrals,
                rest.latencies,
                rest.drains,
                since);
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
                GroupTotals.known(insight.outbound(), application.outbound),
                application.accumulatedInbound,
                application.accumulatedOutbound,
                application.lastInbound,
                application.lastOutbound,
                application.rejectedInbound,
                application.failedOutbound,
                listing.associations(),
                totals,
                null);
    }
}
