package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Compares our view of a queue with what {@code postqueue -j} tells, for {@code mailgauge verify}.
 * We look, then it is asked, then we look again: only what both our looks agree on can differ, as
 * mail comes and goes meanwhile. Pure; about 500 octets a message, so it is for queues that fit.
 */
public final class QueueComparison {
    private QueueComparison() {}

    /**
     * A difference.
     *
     * @param what is different, in words
     */
    public record Difference(String id, String queue, String what) {
        @Override
        public String toString() {
            return id + " " + queue + ": " + what;
        }
    }

    /**
     * Finds the differences.
     *
     * @param before our look before {@code postqueue} was asked
     * @param theirs what it told
     * @param after our look after its end
     * @param began when we looked first
     */
    public static List<Difference> between(
            Collection<QueuedMessage> before,
            Collection<PostqueueMessage> theirs,
            Collection<QueuedMessage> after,
            Instant began) {
        var first = byId(before);
        var last = byId(after);
        var differences = new ArrayList<Difference>();
        var told = new HashSet<String>();
        for (var message : theirs) {
            var their = message.summary();
            told.add(their.id());
            var ours = first.get(their.id());
            var later = last.get(their.id());
            if (ours != null && later != null) {
                compare(ours, their, later, differences);
            } else if (ours == null && later == null && !cameAfter(their, began)) {
                differences.add(
                        new Difference(their.id(), their.queue(), "postqueue has it, we do not"));
            }
        }
        for (var ours : before) {
            var later = last.get(ours.id());
            if (!told.contains(ours.id()) && later != null && isStill(ours, later)) {
                differences.add(
                        new Difference(ours.id(), ours.queue(), "we have it, postqueue does not"));
            }
        }
        return differences;
    }

    private static Map<String, QueuedMessage> byId(Collection<QueuedMessage> messages) {
        var map = new HashMap<String, QueuedMessage>(messages.size() * 2);
        messages.forEach(message -> map.put(message.id(), message));
        return map;
    }

    /** Arrivals are told to the second, and are of when a transaction began. */
    private static boolean cameAfter(QueuedMessage message, Instant began) {
        var arrived = PostfixId.of(message.id()).map(PostfixId::arrived).orElse(message.arrived());
        return arrived == null || arrived.plusSeconds(1).isAfter(began);
    }

    /** A message that moves can be missed by whoever reads one folder after the other. */
    private static boolean isStill(QueuedMessage before, QueuedMessage after) {
        return before.queue().equals(after.queue());
    }

    private static void compare(
            QueuedMessage before,
            QueuedMessage theirs,
            QueuedMessage after,
            List<Difference> into) {
        one(before, theirs, after, "queue", QueuedMessage::queue, into);
        one(before, theirs, after, "octets", QueuedMessage::octets, into);
        one(before, theirs, after, "recipients", QueuedMessage::recipients, into);
        var ours = after.arrived();
        var their = theirs.arrived();
        boolean differ =
                ours != null
                        && their != null
                        && Duration.between(their, ours).abs().compareTo(Duration.ofSeconds(1)) > 0;
        if (differ) {
            into.add(
                    new Difference(
                            theirs.id(),
                            theirs.queue(),
                            "arrival: " + their + " by postqueue, " + ours + " by us"));
        }
    }

    private static void one(
            QueuedMessage before,
            QueuedMessage theirs,
            QueuedMessage after,
            String name,
            Function<QueuedMessage, @Nullable Object> of,
            List<Difference> into) {
        var ours = of.apply(after);
        var their = of.apply(theirs);
        boolean steady = Objects.equals(of.apply(before), ours);
        if (steady && ours != null && their != null && !ours.equals(their)) {
            into.add(
                    new Difference(
                            theirs.id(),
                            theirs.queue(),
                            name + ": " + their + " by postqueue, " + ours + " by us"));
        }
    }
}
