package org.mailgauge.collect.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailgauge.collect.postfix.queue.PostfixQueue;
import org.mailgauge.collect.postfix.queue.QueueLevels;
import org.mailgauge.observe.Backlog;
import org.mailgauge.observe.Destinations;
import org.mailgauge.observe.GroupPlan;
import org.mailgauge.observe.GroupRegistry;
import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.MemoryIndexStore;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.Stock;
import org.mailgauge.sim.SimTime;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

class PostfixStockTest {
    private static final SmtpReply FULL =
            new SmtpReply(452, new EnhancedStatus(4, 2, 2), List.of("full"));

    private final SimTime time = new SimTime();
    private final Instant now = time.wall();
    private final GroupRegistry groups;
    private final Domains domains = new Domains();
    private final PostfixStock stock;
    private final Map<PostfixQueue, QueueLevels.Level> queues = new EnumMap<>(PostfixQueue.class);
    private final List<QueueLevels.Destination> rows = new ArrayList<>();
    private QueueLevels.Rest rest = new QueueLevels.Rest(0, 0);

    PostfixStockTest() throws IOException {
        groups =
                GroupRegistry.open(
                        new MemoryIndexStore(), new GroupPlan(List.of(), List.of(), 2), time);
        stock = new PostfixStock(groups, domains, 2);
        for (var queue : PostfixQueue.values()) {
            queues.put(queue, level(0, 0, null, null));
        }
    }

    private static QueueLevels.Level level(
            long messages, long known, @Nullable Instant oldest, @Nullable Instant retry) {
        Long recipients = messages == known ? Long.valueOf(2 * messages) : null;
        Long octets = messages == known ? Long.valueOf(1000 * messages) : null;
        return new QueueLevels.Level(
                messages, known, 0, oldest, null, recipients, octets, null, retry, null);
    }

    private void row(String name, long recipients, @Nullable Instant retry, long deferred) {
        rows.add(
                new QueueLevels.Destination(
                        name,
                        recipients,
                        recipients,
                        ago(100 + recipients),
                        retry,
                        deferred == 0 ? Map.of() : Map.of(ReplyClass.MAILBOX_FULL, deferred),
                        deferred == 0
                                ? null
                                : new QueueLevels.Told(
                                        FULL, ReplyClass.MAILBOX_FULL, "mx", ago(10))));
    }

    private Instant ago(long seconds) {
        return now.minusSeconds(seconds);
    }

    private long ticks(long secondsAgo) {
        return time.ticks() - Duration.ofSeconds(secondsAgo).toNanos();
    }

    private void look() {
        stock.become(
                new QueueLevels(
                        now,
                        time.ticks(),
                        queues,
                        new QueueLevels.Destinations(rows.size(), rows, rest),
                        null,
                        null,
                        List.of()));
    }

    private Stock.Levels levels() {
        var all = new ArrayList<Stock.Levels>();
        stock.read(all::add);
        return all.getFirst();
    }

    private static Stock.Level of(Stock.Levels levels, MtaGroup group) {
        return levels.groups().stream()
                .filter(one -> one.group().equals(group))
                .findFirst()
                .orElseThrow()
                .level();
    }

    @Test
    void nothingIsToldBeforeALookAndAfterALoss() {
        assertFalse(stock.read(Duration.ZERO, _ -> {}));
        look();
        assertEquals(0, levels().total().messages());
        stock.lose();
        assertFalse(stock.read(Duration.ZERO, _ -> {}));
    }

    @Test
    void nothingIsToldWithoutOneOfTheQueues() {
        look();
        queues.remove(PostfixQueue.HOLD);
        look();
        assertFalse(stock.read(Duration.ZERO, _ -> {}));
    }

    @Test
    void queuesMakeUpStatesAndTheTotal() {
        queues.put(PostfixQueue.MAILDROP, level(1, 1, ago(7), null));
        queues.put(PostfixQueue.INCOMING, level(2, 2, ago(9), null));
        queues.put(PostfixQueue.ACTIVE, level(3, 3, ago(20), null));
        queues.put(PostfixQueue.DEFERRED, level(4, 4, ago(3000), ago(60)));
        queues.put(PostfixQueue.HOLD, level(5, 5, ago(100), null));
        look();
        var levels = levels();
        assertEquals(
                new Stock.Level(3, 6L, 3000L, ago(9), ticks(9), null, null, null),
                of(levels, groups.state(QueueState.READY)));
        assertEquals(
                new Stock.Level(3, 6L, 3000L, ago(20), ticks(20), null, null, null),
                of(levels, groups.state(QueueState.IN_DELIVERY)));
        assertEquals(
                new Stock.Level(4, 8L, 4000L, ago(3000), ticks(3000), null, ticks(60), ticks(60)),
                of(levels, groups.state(QueueState.DEFERRED)));
        assertEquals(5, of(levels, groups.state(QueueState.HELD)).messages());
        assertEquals(
                new Stock.Level(
                        15, 30L, 15_000L, ago(3000), ticks(3000), null, ticks(60), ticks(60)),
                levels.total());
    }

    @Test
    void whatIsNotKnownOfAllIsAbsent() {
        queues.put(PostfixQueue.ACTIVE, level(3, 3, ago(20), null));
        queues.put(PostfixQueue.DEFERRED, level(4, 3, null, null));
        row("a.example", 4, null, 0);
        look();
        var levels = levels();
        assertEquals(new Stock.Level(7, null, null, null, 0, null, null, null), levels.total());
        assertEquals(6L, of(levels, groups.state(QueueState.IN_DELIVERY)).recipients());
        assertEquals(Set.of(MtaGroup.Kind.STATE), levels.kinds());
        assertNull(levels.destinations());
        assertEquals(List.of(), levels.unserved());
    }

    @Test
    void retryToComeIsNotDue() {
        queues.put(PostfixQueue.DEFERRED, level(1, 1, ago(30), ago(-90)));
        look();
        assertEquals(
                new Stock.Level(1, 2L, 1000L, ago(30), ticks(30), null, ticks(-90), null),
                of(levels(), groups.state(QueueState.DEFERRED)));
    }

    @Test
    void destinationsAreTheirOwnGroupsAndOther() {
        var own = groups.destination("a.example");
        row("a.example", 9, ago(5), 2);
        row("b.example", 4, ago(50), 1);
        row("c.example", 3, null, 0);
        look();
        var levels = levels();
        assertEquals(Set.of(MtaGroup.Kind.STATE, MtaGroup.Kind.DESTINATION), levels.kinds());
        assertEquals(
                new Stock.Level(9, 9L, null, ago(109), ticks(109), null, ticks(5), null),
                of(levels, own));
        assertEquals(
                new Stock.Level(7, 7L, null, ago(104), ticks(104), null, ticks(50), null),
                of(levels, groups.other()));
    }

    @Test
    void restIsOtherAndItsAgeAndRetryAreNotKnown() {
        rest = new QueueLevels.Rest(10, 20);
        row("b.example", 4, ago(50), 1);
        look();
        assertEquals(
                new Stock.Level(14, 24L, null, null, 0, null, null, null),
                of(levels(), groups.other()));
    }

    @Test
    void rowsTellOfTheDomainsWithTheMost() {
        var own = groups.destination("a.example");
        domains.left("a.example", 5, true, ticks(40));
        row("a.example", 9, ago(5), 2);
        row("b.example", 4, ago(-50), 0);
        row("c.example", 3, null, 0);
        look();
        assertEquals(
                new Destinations(
                        3,
                        2,
                        List.of(
                                new Destinations.Row(
                                        "a.example",
                                        own,
                                        null,
                                        9,
                                        9,
                                        null,
                                        5,
                                        ticks(109),
                                        ticks(5),
                                        ticks(5),
                                        ticks(40),
                                        new Destinations.Trouble(FULL, "mailbox-full", ticks(10)),
                                        null),
                                new Destinations.Row(
                                        "b.example",
                                        groups.other(),
                                        null,
                                        4,
                                        4,
                                        null,
                                        0,
                                        ticks(104),
                                        null,
                                        ticks(-50),
                                        null,
                                        null,
                                        null))),
                levels().destinations());
    }

    @Test
    void domainsWhereNobodyGetsThroughAreUnserved() {
        domains.left("b.example", 1, true, ticks(20));
        row("a.example", 9, ago(5), 4);
        row("b.example", 8, ago(5), 5);
        row("c.example", 7, ago(5), 7);
        look();
        assertEquals(
                List.of(
                        new Stock.Unserved(
                                "c.example",
                                groups.other(),
                                7,
                                ticks(107),
                                null,
                                FULL,
                                "mailbox-full"),
                        new Stock.Unserved(
                                "b.example",
                                groups.other(),
                                5,
                                ticks(20),
                                ticks(20),
                                FULL,
                                "mailbox-full")),
                levels().unserved());
    }

    @Test
    void waitingDomainsGetAGroupOfTheirOwn() {
        row("a.example", 9, null, 0);
        row("b.example", 8, null, 0);
        row("c.example", 2, null, 0);
        assertEquals(List.of(), stock.waiting(groups.other(), 1, 10));
        look();
        assertEquals(
                List.of(new Backlog.Waiting("a.example", 9), new Backlog.Waiting("b.example", 8)),
                stock.waiting(groups.other(), 5, 10));
        assertEquals(1, stock.waiting(groups.other(), 5, 1).size());
        var own = groups.admitByBacklog("a.example").orElseThrow();
        stock.regroup("a.example", own);
        assertEquals(
                List.of(new Backlog.Waiting("b.example", 8)), stock.waiting(groups.other(), 5, 10));
        assertEquals(9, of(levels(), own).messages());
        assertEquals(10, of(levels(), groups.other()).messages());
        assertEquals(
                own, Objects.requireNonNull(levels().destinations()).rows().getFirst().group());
    }
}
