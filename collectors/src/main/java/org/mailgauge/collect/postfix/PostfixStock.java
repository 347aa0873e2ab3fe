package org.mailgauge.collect.postfix;

import org.jspecify.annotations.Nullable;
import org.mailgauge.collect.postfix.queue.PostfixQueue;
import org.mailgauge.collect.postfix.queue.QueueLevels;
import org.mailgauge.observe.Backlog;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.Stock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a Postfix holds, as the views want it. It is made when the queue has been looked at, not
 * when somebody asks. Safe for use by any thread.
 */
final class PostfixStock implements Stock, Backlog {
    /** Which queues make up a state. In maildrop is what pickup has not taken yet. */
    private static final Map<QueueState, List<PostfixQueue>> QUEUES =
            Map.of(
                    QueueState.IN_DELIVERY, List.of(PostfixQueue.ACTIVE),
                    QueueState.READY, List.of(PostfixQueue.INCOMING, PostfixQueue.MAILDROP),
                    QueueState.DEFERRED, List.of(PostfixQueue.DEFERRED),
                    QueueState.HELD, List.of(PostfixQueue.HOLD));

    private static final int FAILING = 5;

    /** When recipients of a domain got through. */
    interface Served {
        /** The last time, on the ticker; null when that is not known. */
        @Nullable Long ticks(String domain);

        /** How many have left so far, whatever became of them. */
        long left(String domain);
    }

    private final GroupRegistry groups;
    private final Served served;
    private final int rows;
    private volatile @Nullable Seen seen;

    /** What was made of a look. */
    private record Seen(Levels levels, QueueLevels of) {}

    /**
     * @param rows how many domains are told of one by one
     */
    PostfixStock(GroupRegistry groups, Served served, int rows) {
        this.groups = groups;
        this.served = served;
        this.rows = rows;
    }

    /** Takes what a look at the queue has told; nothing is known when a queue could not be seen. */
    void become(QueueLevels now) {
        boolean all =
                QUEUES.values().stream()
                        .flatMap(List::stream)
                        .allMatch(queue -> now.queues().containsKey(queue));
        seen = all ? new Seen(levels(now), now) : null;
    }

    /** Nothing is known any more. */
    void lose() {
        seen = null;
    }

    @Override
    public void read(Consumer<Levels> reader) {
        read(Duration.ZERO, reader);
    }

    @Override
    public boolean read(Duration atMost, Consumer<Levels> reader) {
        var last = seen;
        if (last == null) {
            return false;
        }
        reader.accept(last.levels());
        return true;
    }

    // --- admission of destinations

    @Override
    public List<Waiting> waiting(MtaGroup group, long atLeast, int limit) {
        var last = seen;
        var domains = last == null ? null : last.of().destinations();
        if (domains == null) {
            return List.of();
        }
        var own = own();
        return domains.rows().stream()
                .filter(row -> row.recipients() >= atLeast && !own.containsKey(row.name()))
                .limit(limit)
                .map(row -> new Waiting(row.name(), row.recipients()))
                .toList();
    }

    /** Its recipients are counted there from the next look on; there are no books to keep. */
    @Override
    public void regroup(String domain, MtaGroup to) {
        var last = seen;
        if (last != null) {
            become(last.of());
        }
    }

    private Map<String, MtaGroup> own() {
        var own = new HashMap<String, MtaGroup>();
        groups.known()
                .forEach(
                        (was, group) -> {
                            if (group.kind() == MtaGroup.Kind.DESTINATION
                                    && group.index() != groups.other().index()) {
                                own.put(was.name(), group);
                            }
                        });
        return own;
    }

    // --- levels

    private Levels levels(QueueLevels now) {
        var levels = new ArrayList<GroupLevel>();
        for (var state : QueueState.values()) {
            var queues = Objects.requireNonNull(QUEUES.get(state));
            levels.add(new GroupLevel(groups.state(state), sum(now, queues)));
        }
        var kinds = EnumSet.of(MtaGroup.Kind.STATE);
        Destinations told = null;
        List<Unserved> failing = List.of();
        var domains = now.destinations();
        if (domains != null && now.coverage() == 1) {
            var own = own();
            kinds.add(MtaGroup.Kind.DESTINATION);
            levels.addAll(destinations(now, domains, own));
            told = rows(now, domains, own);
            failing = failing(now, domains, own);
        }
        var all = QUEUES.values().stream().flatMap(List::stream).toList();
        return new Levels(sum(now, all), levels, failing, List.of(), told, null, Set.copyOf(kinds));
    }

    private Level sum(QueueLevels now, List<PostfixQueue> queues) {
        long messages = 0;
        Long recipients = 0L;
        Long octets = 0L;
        Instant oldest = null;
        Instant retry = null;
        boolean aged = true;
        for (var queue : queues) {
            var one = Objects.requireNonNull(now.queues().get(queue));
            messages += one.messages();
            recipients = plus(recipients, one.recipients());
            octets = plus(octets, one.octets());
            aged &= one.messages() == 0 || one.oldest() != null;
            oldest = earlier(oldest, one.oldest());
            retry = earlier(retry, one.nextRetry());
        }
        var first = aged ? oldest : null;
        var due = retry != null && retry.isBefore(now.taken()) ? retry : null;
        return new Level(
                messages,
                recipients,
                octets,
                first,
                first == null ? 0 : ticks(now, first),
                null,
                retry == null ? null : ticks(now, retry),
                due == null ? null : ticks(now, due));
    }

    private static @Nullable Long plus(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : Long.valueOf(a + b);
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    /** A moment of the wall clock on the ticker. */
    private static long ticks(QueueLevels now, Instant moment) {
        return now.ticks() - Duration.between(moment, now.taken()).toNanos();
    }

    private static @Nullable Long ticksOrNull(QueueLevels now, @Nullable Instant moment) {
        return moment == null ? null : Long.valueOf(ticks(now, moment));
    }

    // --- destinations

    private List<GroupLevel> destinations(
            QueueLevels now, QueueLevels.Destinations domains, Map<String, MtaGroup> own) {
        var all = new ArrayList<GroupLevel>();
        long messages = domains.rest().messages();
        long recipients = domains.rest().recipients();
        boolean aged = messages == 0;
        Instant oldest = null;
        Instant retry = null;
        var deferred = new HashMap<ReplyClass, Long>();
        for (var row : domains.rows()) {
            var group = own.get(row.name());
            if (group != null) {
                all.add(new GroupLevel(group, level(now, row), row.deferred()));
                continue;
            }
            messages += row.messages();
            recipients += row.recipients();
            oldest = earlier(oldest, row.oldest());
            retry = earlier(retry, row.nextRetry());
            aged &= row.oldest() != null;
            row.deferred().forEach((of, count) -> deferred.merge(of, count, Long::sum));
        }
        var first = aged ? oldest : null;
        all.add(
                new GroupLevel(
                        groups.other(),
                        new Level(
                                messages,
                                recipients,
                                null,
                                first,
                                first == null ? 0 : ticks(now, first),
                                null,
                                domains.rest().messages() == 0 ? ticksOrNull(now, retry) : null,
                                null),
                        deferred));
        return all;
    }

    private static Level level(QueueLevels now, QueueLevels.Destination row) {
        var oldest = row.oldest();
        return new Level(
                row.messages(),
                row.recipients(),
                null,
                oldest,
                oldest == null ? 0 : ticks(now, oldest),
                null,
                ticksOrNull(now, row.nextRetry()),
                null);
    }

    private Destinations rows(
            QueueLevels now, QueueLevels.Destinations domains, Map<String, MtaGroup> own) {
        var told =
                domains.rows().stream()
                        .limit(rows)
                        .map(
                                row ->
                                        new Destinations.Row(
                                                row.name(),
                                                own.getOrDefault(row.name(), groups.other()),
                                                null,
                                                row.messages(),
                                                row.recipients(),
                                                null,
                                                served.left(row.name()),
                                                ticksOrNull(now, row.oldest()),
                                                due(now, row),
                                                ticksOrNull(now, row.nextRetry()),
                                                served.ticks(row.name()),
                                                trouble(now, row),
                                                null))
                        .toList();
        return new Destinations(domains.count(), rows, told);
    }

    private static @Nullable Long due(QueueLevels now, QueueLevels.Destination row) {
        var retry = row.nextRetry();
        return retry == null || retry.isAfter(now.taken()) ? null : ticks(now, retry);
    }

    private static Destinations.@Nullable Trouble trouble(
            QueueLevels now, QueueLevels.Destination row) {
        var told = row.told();
        return told == null
                ? null
                : new Destinations.Trouble(
                        told.reply(), told.replyClass().label(), ticks(now, told.at()));
    }

    private List<Unserved> failing(
            QueueLevels now, QueueLevels.Destinations domains, Map<String, MtaGroup> own) {
        var all = new ArrayList<Unserved>();
        for (var row : domains.rows()) {
            long waiting = row.deferred().values().stream().mapToLong(Long::longValue).sum();
            var oldest = row.oldest();
            if (waiting < FAILING || oldest == null) {
                continue;
            }
            var last = served.ticks(row.name());
            long since = ticks(now, oldest);
            var told = row.told();
            all.add(
                    new Unserved(
                            row.name(),
                            own.getOrDefault(row.name(), groups.other()),
                            waiting,
                            last == null ? since : Math.max(since, last),
                            last,
                            told == null ? null : told.reply(),
                            (told == null ? ReplyClass.NONE : told.replyClass()).label()));
        }
        all.sort(Comparator.comparingLong(Unserved::sinceTicks));
        return all.subList(0, Math.min(all.size(), UNSERVED));
    }
}
