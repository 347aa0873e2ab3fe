package org.mailgauge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.observe.Stock;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Counts a queue by looking at every recipient, and compares with the levels it keeps. */
final class NaiveCount {
    private static final class Sum {
        private final Set<Message> messages = new HashSet<>();
        private long recipients;
        private long oldest = Long.MAX_VALUE;
        private long retry = Long.MAX_VALUE;
        private long late = Long.MAX_VALUE;
        private final Map<ReplyClass, Long> deferred = new EnumMap<>(ReplyClass.class);

        void add(Recipient recipient, long since, long due) {
            messages.add(recipient.message());
            recipients++;
            oldest = Math.min(oldest, since);
            retry = Math.min(retry, due);
            if (recipient.state() == RecipientState.DEFERRED) {
                deferred.merge(recipient.note.replyClass(), 1L, Long::sum);
            }
        }
    }

    private final Map<MtaGroup, Sum> groups = new HashMap<>();
    private final Sum total = new Sum();
    private final Map<String, Long> waiting = new HashMap<>();
    private final Map<String, Sum> domains = new HashMap<>();
    private final Map<String, Cell> cells = new HashMap<>();
    private final long ticks;

    private NaiveCount(long ticks) {
        this.ticks = ticks;
    }

    /**
     * @param ticks when the levels were read
     */
    static void check(MailQueue queue, Stock.Levels levels, long ticks) {
        var naive = new NaiveCount(ticks);
        queue.inspect(naive::count);
        naive.compare("total", naive.total, levels.total(), true);
        naive.compareWaiting(levels);
        naive.compareStates(levels);
        naive.compareDestinations(levels);
        for (var entry : levels.groups()) {
            var group = entry.group();
            boolean state = group.kind() == MtaGroup.Kind.STATE;
            var sum = naive.groups.getOrDefault(group, new Sum());
            naive.compare(group.name(), sum, entry.level(), !state);
            assertEquals(sum.deferred, entry.deferred(), () -> group.name() + " deferred by class");
            if (group.name().equals("deferred")) {
                assertEquals(levels.total().nextRetryTicks(), entry.level().nextRetryTicks());
            }
        }
    }

    private void compare(String name, Sum sum, Stock.Level level, boolean retry) {
        assertEquals(sum.messages.size(), level.messages(), () -> name + " messages");
        assertEquals(sum.recipients, level.recipients(), () -> name + " recipients");
        long octets = sum.messages.stream().mapToLong(message -> message.octets).sum();
        assertEquals(octets, level.octets(), () -> name + " octets");
        if (!sum.messages.isEmpty()) {
            assertEquals(sum.oldest, level.oldestTicks(), () -> name + " oldest");
        }
        long due = Objects.requireNonNullElse(level.dueTicks(), Long.MAX_VALUE);
        assertEquals(sum.late, due, () -> name + " due");
        if (retry) {
            long next = Objects.requireNonNullElse(level.nextRetryTicks(), Long.MAX_VALUE);
            assertEquals(sum.retry, next, () -> name + " retry");
        }
    }

    /** What is in one state of one channel. */
    private static final class Cell {
        private final Set<Message> messages = new HashSet<>();
        private final long[] ages = new long[AgeCounts.COLUMNS];
        private long recipients;
        private long oldest = Long.MAX_VALUE;
    }

    private void compareStates(Stock.Levels levels) {
        long now = ticks;
        var channels = new HashMap<MtaGroup, Long>();
        for (var level : levels.states()) {
            var name = level.channel().name() + " " + level.state();
            var cell = cells.remove(name);
            cell = cell == null ? new Cell() : cell;
            assertEquals(cell.recipients, level.recipients(), () -> name + " recipients");
            assertEquals(cell.messages.size(), level.messages(), () -> name + " messages");
            long octets = cell.messages.stream().mapToLong(message -> message.octets).sum();
            assertEquals(octets, level.octets(), () -> name + " octets");
            long oldest = Objects.requireNonNullElse(level.oldestTicks(), Long.MAX_VALUE);
            assertEquals(cell.oldest, oldest, () -> name + " oldest");
            assertEquals(
                    Arrays.stream(cell.ages).boxed().toList(), level.ages(), () -> name + " ages");
            channels.merge(level.channel(), level.messages(), Long::sum);
        }
        assertEquals(Map.of(), cells, "all states are told of, at " + now);
        for (var entry : levels.groups()) {
            var sum = channels.get(entry.group());
            if (sum != null) {
                assertEquals(entry.level().messages(), sum, () -> entry.group().name());
            }
        }
    }

    private void compareDestinations(Stock.Levels levels) {
        var told = Objects.requireNonNull(levels.destinations());
        assertEquals(domains.size(), told.count(), "destinations");
        assertEquals(Math.min(domains.size(), told.most()), told.rows().size());
        long last = Long.MAX_VALUE;
        for (var row : told.rows()) {
            var sum = Objects.requireNonNull(domains.get(row.name()), row.name());
            assertEquals(sum.recipients, row.recipients(), row.name());
            assertEquals(sum.messages.size(), row.messages(), row.name());
            assertEquals(sum.oldest, row.oldestTicks(), row.name());
            long due = Objects.requireNonNullElse(row.dueTicks(), Long.MAX_VALUE);
            assertEquals(sum.late, due, () -> row.name() + " due");
            long retry = Objects.requireNonNullElse(row.nextRetryTicks(), Long.MAX_VALUE);
            assertEquals(sum.retry, retry, () -> row.name() + " retry");
            assertTrue(row.recipients() <= last, "the largest first");
            last = row.recipients();
        }
    }

    private void compareWaiting(Stock.Levels levels) {
        if (levels.total().dueTicks() == null) {
            assertEquals(Long.MAX_VALUE, total.late, "nothing is due");
        }
        waiting.values().removeIf(recipients -> recipients < Unserved.FEWEST);
        var told = new HashMap<String, Long>();
        long last = Long.MIN_VALUE;
        for (var row : levels.unserved()) {
            told.put(row.domain(), row.recipients());
            assertTrue(row.sinceTicks() >= last, "those that wait longest first");
            last = row.sinceTicks();
        }
        assertEquals(waiting, told, "destinations with recipients waiting");
    }

    private void count(Index index) {
        for (var message = index.first(); message != null; message = message.next) {
            int stored = 0;
            var best = RecipientState.HELD;
            for (int i = 0; i < message.recipients(); i++) {
                var recipient = message.recipient(i);
                if (recipient.state().live()) {
                    stored++;
                    count(recipient, index);
                    best = better(best, recipient.state());
                }
            }
            var state = index.states().get(best.code()).group;
            var sum = groups.computeIfAbsent(state, _ -> new Sum());
            sum.messages.add(message);
            sum.recipients += stored;
            sum.oldest = Math.min(sum.oldest, message.stateSince);
            countCells(message);
        }
    }

    private void countCells(Message message) {
        var best = new HashMap<Channel, RecipientState>();
        for (int i = 0; i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            if (recipient.state().live()) {
                var channel = recipient.lane().hop.channel;
                var cell = cell(channel, recipient.state());
                cell.recipients++;
                cell.oldest = Math.min(cell.oldest, message.arrivedTicks);
                cell.ages[column(message.arrivedTicks)]++;
                best.merge(channel, recipient.state(), NaiveCount::better);
            }
        }
        best.forEach((channel, state) -> cell(channel, state).messages.add(message));
    }

    private Cell cell(Channel channel, RecipientState state) {
        return cells.computeIfAbsent(channel.name + " " + state.group(), _ -> new Cell());
    }

    private int column(long arrived) {
        int age = AgeCounts.minute(ticks) - AgeCounts.minute(arrived);
        int column = 0;
        while (column < StateLevel.UP_TO.size() && age >= StateLevel.UP_TO.get(column)) {
            column++;
        }
        return column;
    }

    private static MtaGroup groupOf(RecipientState state, Index index) {
        return index.states().get(state.code()).group;
    }

    private void count(Recipient recipient, Index index) {
        var lane = recipient.lane();
        long arrived = recipient.message().arrivedTicks;
        long due = due(recipient);
        var channel = group(lane.hop.channel.group);
        total.add(recipient, arrived, due);
        channel.add(recipient, recipient.placed, due);
        total.late = Math.min(total.late, late(recipient));
        channel.late = Math.min(channel.late, late(recipient));
        var state = group(groupOf(recipient.state(), index));
        state.late = Math.min(state.late, late(recipient));
        var domain = domains.computeIfAbsent(lane.domain.name, _ -> new Sum());
        domain.add(recipient, arrived, due);
        domain.late = Math.min(domain.late, late(recipient));
        var destination = group(lane.domain.group().group);
        destination.late = Math.min(destination.late, late(recipient));
        if (recipient.state() != RecipientState.HELD && !lane.domain.paused) {
            waiting.merge(lane.domain.name, 1L, Long::sum);
        }
        group(lane.domain.group().group)
                .add(recipient, Math.max(arrived, lane.domain.admitted), due);
    }

    private Sum group(MtaGroup group) {
        return groups.computeIfAbsent(group, _ -> new Sum());
    }

    private static long due(Recipient recipient) {
        var hop = recipient.lane().hop;
        return switch (recipient.where) {
            case Recipient.SCHEDULED -> recipient.due;
            case Recipient.QUEUED -> hop.backingOff && !hop.probing ? hop.retryAt : Long.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
    }

    private static long late(Recipient recipient) {
        var hop = recipient.lane().hop;
        boolean due = recipient.where == Recipient.QUEUED && !hop.backingOff && !hop.channel.paused;
        return due ? Math.max(hop.openedAt, recipient.lane().due.since(recipient)) : Long.MAX_VALUE;
    }

    private static RecipientState better(RecipientState a, RecipientState b) {
        return rank(a) <= rank(b) ? a : b;
    }

    private static int rank(RecipientState state) {
        return switch (state) {
            case IN_DELIVERY -> 0;
            case READY -> 1;
            case DEFERRED -> 2;
            case HELD -> 3;
            case DELIVERED, RELAYED, BOUNCED, EXPIRED, DELETED, DISCARDED, QUARANTINED -> 4;
        };
    }
}
