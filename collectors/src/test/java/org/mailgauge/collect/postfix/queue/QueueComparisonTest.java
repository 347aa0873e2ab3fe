package org.mailgauge.collect.postfix.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

class QueueComparisonTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-23T15:19:29.511442Z");
    private static final Instant BEGAN = ARRIVED.plusSeconds(100);
    private static final String OLD = "4jY8k93d7QzKyQZ";

    private static QueuedMessage ours(String id, String queue, @Nullable Long octets, int to) {
        return new QueuedMessage(id, queue, ARRIVED, octets, to);
    }

    private static PostqueueMessage theirs(String id, String queue, long octets, int to) {
        return new PostqueueMessage(
                queue,
                id,
                Instant.ofEpochSecond(ARRIVED.getEpochSecond()),
                octets,
                false,
                "a@x.example",
                Collections.nCopies(to, new PostqueueMessage.Recipient("b@x.example", null)));
    }

    private static List<String> compare(
            List<QueuedMessage> before, List<PostqueueMessage> theirs, List<QueuedMessage> after) {
        return QueueComparison.between(before, theirs, after, BEGAN).stream()
                .map(QueueComparison.Difference::toString)
                .toList();
    }

    @Test
    void theSameIsNoDifference() {
        var ours = List.of(ours(OLD, "deferred", 5L, 2));
        assertEquals(List.of(), compare(ours, List.of(theirs(OLD, "deferred", 5, 2)), ours));
    }

    @Test
    void eachDifferenceIsALine() {
        var ours = List.of(ours(OLD, "deferred", 5L, 2));
        assertEquals(
                List.of(
                        OLD + " hold: queue: hold by postqueue, deferred by us",
                        OLD + " hold: octets: 6 by postqueue, 5 by us",
                        OLD + " hold: recipients: 3 by postqueue, 2 by us"),
                compare(ours, List.of(theirs(OLD, "hold", 6, 3)), ours));
    }

    @Test
    void whatOneDoesNotHaveIsALine() {
        var ours = List.of(ours("7CDB2246A", "deferred", 5L, 2));
        assertEquals(
                List.of(
                        OLD + " active: postqueue has it, we do not",
                        "7CDB2246A deferred: we have it, postqueue does not"),
                compare(ours, List.of(theirs(OLD, "active", 5, 2)), ours));
    }

    @Test
    void whatCameOrWentOrChangedMeanwhileIsNone() {
        var here = List.of(ours(OLD, "active", 5L, 3));
        var moved = List.of(ours(OLD, "deferred", 5L, 2));
        assertEquals(List.of(), compare(here, List.of(), List.of()));
        assertEquals(List.of(), compare(List.of(), List.of(), here));
        assertEquals(List.of(), compare(here, List.of(theirs(OLD, "active", 5, 3)), List.of()));
        assertEquals(List.of(), compare(List.of(), List.of(theirs(OLD, "active", 5, 3)), here));
        assertEquals(List.of(), compare(here, List.of(), moved));
        assertEquals(List.of(), compare(here, List.of(theirs(OLD, "deferred", 5, 3)), moved));
    }

    /** It came after our first look and went before our second one. */
    @Test
    void whatCameAndWentIsNone() {
        var quick =
                new PostqueueMessage(
                        "active", "7CDB2246A", BEGAN.plusSeconds(1), 5L, false, "", List.of());
        assertEquals(List.of(), compare(List.of(), List.of(quick), List.of()));
    }

    @Test
    void whatWeDoNotKnowIsNone() {
        var ours = List.of(new QueuedMessage(OLD, "deferred", null, null, null));
        assertEquals(List.of(), compare(ours, List.of(theirs(OLD, "deferred", 5, 2)), ours));
    }
}
