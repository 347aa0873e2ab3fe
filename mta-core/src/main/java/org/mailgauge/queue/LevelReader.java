package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.Stock;
import org.mailgauge.observe.Stock.GroupLevel;
import org.mailgauge.observe.Stock.Level;

import java.util.ArrayList;
import java.util.List;

/** Reads the levels of all groups off the index; cost is of the order of the groups. */
final class LevelReader {
    private final Core core;
    private final MessageIds messageIds;

    LevelReader(Core core, MessageIds messageIds) {
        this.core = core;
        this.messageIds = messageIds;
    }

    /** Under the lock. */
    Stock.Levels read() {
        var index = core.index();
        var now = core.now();
        var groups = new ArrayList<GroupLevel>();
        long next = Long.MAX_VALUE;
        for (var channel : index.channels()) {
            next = Math.min(next, retry(channel));
            groups.add(new GroupLevel(channel.group, level(channel, now), channel.deferred.read()));
        }
        for (var state : index.states()) {
            boolean deferred = state.group.equals(deferred().group);
            groups.add(new GroupLevel(state.group, level(state, now, deferred ? next : NEVER)));
        }
        for (var destination : index.destinations()) {
            groups.add(
                    new GroupLevel(
                            destination.group,
                            level(destination, now),
                            destination.deferred.read()));
        }
        return new Stock.Levels(total(now, next), groups, unserved());
    }

    private List<Stock.Unserved> unserved() {
        var rows = new ArrayList<Stock.Unserved>();
        for (var domain : core.index().unserved().longest(Stock.UNSERVED)) {
            var failure = domain.lastFailure;
            rows.add(
                    new Stock.Unserved(
                            domain.name,
                            domain.group().group,
                            domain.waiting(),
                            domain.unservedSince,
                            domain.served(),
                            failure == null ? null : failure.reply(),
                            (failure == null ? ReplyClass.NONE : failure.replyClass()).label()));
        }
        return rows;
    }

    private static final long NEVER = Long.MAX_VALUE;

    private StateList deferred() {
        return core.index().states().get(RecipientState.DEFERRED.code());
    }

    private Level total(Moment now, long next) {
        var index = core.index();
        var oldest = index.first();
        long due = NEVER;
        for (var channel : index.channels()) {
            due = Math.min(due, channel.dueSince(now.ticks()));
        }
        return level(
                index.messages(),
                index.recipients(),
                index.octets(),
                oldest,
                oldest == null ? 0 : oldest.arrivedTicks,
                next,
                due,
                now);
    }

    private Level level(Channel channel, Moment now) {
        var oldest = channel.oldest;
        return level(
                channel.messages,
                channel.recipients,
                channel.octets,
                oldest == null ? null : oldest.message(),
                oldest == null ? 0 : oldest.placed,
                retry(channel),
                channel.dueSince(now.ticks()),
                now);
    }

    /** Nothing is tried again while the operator has stopped it. */
    private static long retry(Channel channel) {
        return channel.paused ? NEVER : channel.nextRetry();
    }

    private Level level(StateList state, Moment now, long next) {
        var oldest = state.oldest;
        return level(
                state.messages,
                state.recipients,
                state.octets,
                oldest,
                oldest == null ? 0 : oldest.stateSince,
                next,
                NEVER,
                now);
    }

    private Level level(DestinationGroup group, Moment now) {
        var domain = group.oldest();
        var oldest = domain == null ? null : domain.oldest;
        return level(
                group.messages,
                group.recipients,
                group.octets,
                oldest == null ? null : oldest.message(),
                domain == null ? 0 : domain.oldestKey,
                group.nextRetry(),
                NEVER,
                now);
    }

    private Level level(
            long messages,
            long recipients,
            long octets,
            @Nullable Message oldest,
            long since,
            long next,
            long due,
            Moment now) {
        return new Level(
                messages,
                recipients,
                octets,
                oldest == null ? null : now.wallAt(since),
                oldest == null ? 0 : since,
                oldest == null ? null : messageIds.of(oldest),
                next == NEVER ? null : Long.valueOf(next),
                due == NEVER ? null : Long.valueOf(due));
    }
}
