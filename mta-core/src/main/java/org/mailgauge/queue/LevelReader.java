package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.observe.Stock;
import org.mailgauge.observe.Stock.GroupLevel;
import org.mailgauge.observe.Stock.Level;

import java.util.ArrayList;
import java.util.Arrays;

/** Reads all levels off the index; cost is of the order of the groups and rows. */
final class LevelReader {
    private static final long NEVER = Long.MAX_VALUE;

    private final Core core;
    private final MessageIds messageIds;
    private final DestinationReader destinations;

    /**
     * @param rows destinations that are told of one by one
     */
    LevelReader(Core core, MessageIds messageIds, int rows) {
        this.core = core;
        this.messageIds = messageIds;
        this.destinations = new DestinationReader(core, rows);
    }

    /** Under the lock: so many destinations are told of one by one from now on. */
    void rows(int rows) {
        destinations.most(rows);
    }

    /** Under the lock. */
    Stock.Levels read() {
        var index = core.index();
        var now = core.now();
        var groups = new ArrayList<GroupLevel>();
        var states = new ArrayList<StateLevel>();
        var timing = new Timing();
        for (var channel : index.channels()) {
            timing.add(channel, now.ticks());
            groups.add(new GroupLevel(channel.group, level(channel, now), channel.deferred.read()));
            for (var state : ChannelStates.MOST_ACTIVE_FIRST) {
                states.add(level(channel, state, now));
            }
        }
        for (int code = 0; code < index.states().size(); code++) {
            var list = index.states().get(code);
            groups.add(new GroupLevel(list.group, level(list, code, timing, now)));
        }
        for (var destination : index.destinations()) {
            groups.add(
                    new GroupLevel(
                            destination.group,
                            level(destination, now),
                            destination.deferred.read()));
        }
        return new Stock.Levels(
                total(now, timing),
                groups,
                destinations.unserved(),
                states,
                destinations.read(now),
                new Stock.Stopped(
                        index.pauses().names(Pause.Kind.CHANNEL),
                        index.pauses().names(Pause.Kind.DESTINATION)));
    }

    /** Over all channels: when something is next tried again, and since when what is due is so. */
    private static final class Timing {
        long retry = NEVER;
        long ready = NEVER;
        long late = NEVER;

        void add(Channel channel, long now) {
            retry = Math.min(retry, retry(channel));
            ready = Math.min(ready, channel.readySince());
            late = Math.min(late, channel.lateSince(now));
        }
    }

    private Level total(Moment now, Timing timing) {
        var index = core.index();
        var oldest = index.first();
        return level(
                index.messages(),
                index.recipients(),
                index.octets(),
                oldest,
                oldest == null ? 0 : oldest.arrivedTicks,
                timing.retry,
                Math.min(timing.ready, timing.late),
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

    private StateLevel level(Channel channel, RecipientState state, Moment now) {
        var here = channel.states.of(state);
        var oldest = here.oldest();
        var ages = new long[AgeCounts.COLUMNS];
        here.ages.read(now.ticks(), ages);
        long next =
                switch (here.recipients == 0 ? RecipientState.HELD : state) {
                    case READY -> channel.readySince();
                    case DEFERRED -> retry(channel);
                    default -> NEVER;
                };
        return new StateLevel(
                channel.group,
                state.group(),
                here.recipients,
                here.messages,
                here.octets,
                oldest == null ? null : Long.valueOf(oldest.message().arrivedTicks),
                next == NEVER ? null : Long.valueOf(next),
                Arrays.stream(ages).boxed().toList());
    }

    private Level level(StateList state, int code, Timing timing, Moment now) {
        boolean deferred = code == RecipientState.DEFERRED.code();
        boolean ready = code == RecipientState.READY.code();
        var oldest = state.oldest;
        return level(
                state.messages,
                state.recipients,
                state.octets,
                oldest,
                oldest == null ? 0 : oldest.stateSince,
                deferred ? timing.retry : NEVER,
                deferred ? timing.late : ready ? timing.ready : NEVER,
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
                group.dueSince(now.ticks()),
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
