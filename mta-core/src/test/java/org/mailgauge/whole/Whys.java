package org.mailgauge.whole;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.QueueView;
import org.mailgauge.queue.Selection;
import org.mailgauge.queue.WaitReason;
import org.mailgauge.queue.Why;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code queue why} says of every stored recipient, at moments when nothing moves: judged by
 * what the world knows, and held to it when the time that it told has come.
 */
final class Whys {
    /** Times are shown in whole milliseconds. */
    private static final long SHOWN = Duration.ofMillis(2).toNanos();

    /** The time of an attempt is kept and shown in whole seconds. */
    private static final long ATTEMPT = Duration.ofSeconds(3).toNanos();

    private final World world;
    private final Oracle oracle;
    private final Map<String, Promise> promises = new LinkedHashMap<>();

    Whys(World world) {
        this.world = world;
        this.oracle = world.oracle;
    }

    /**
     * An answer, with times on the ticker.
     *
     * @param due when its event comes; the maximum when no time was told
     * @param tried when the last attempt began; the minimum when that was not told
     * @param connects tried to its next hop by then, in that life
     * @param connected whether an association to it was up then, or being made
     * @param operations done to it by then
     */
    private record Promise(
            Why why,
            long due,
            long tried,
            int life,
            int connects,
            boolean connected,
            int operations) {

        /** Whether its next hop may have failed since. */
        boolean mayFailBy(Promise later) {
            return connected || later.connects > connects;
        }
    }

    // --- judging

    /** Asks about all, and compares with what other views show at the same moment. */
    void look(Map<String, QueueView.Waiting> stored) {
        var answers = ask(Selection.ALL);
        assertEquals(stored.keySet(), answers.keySet(), "whoever is stored is explained");
        answers.forEach(
                (path, why) -> {
                    assertEquals(stored.get(path), why.waiting(), "views agree");
                    judge(why);
                });
        promises.keySet().retainAll(answers.keySet());
        answers.forEach(this::promise);
    }

    private Map<String, Why> ask(Selection selection) {
        var answers = new LinkedHashMap<String, Why>();
        for (var why : world.life().server().queueView().why(selection, 1000)) {
            if (oracle.recipients.containsKey(why.waiting().path())) { // no report
                answers.put(why.waiting().path(), why);
                world.tally.whys++;
            }
        }
        return answers;
    }

    private void judge(Why why) {
        var waiting = why.waiting();
        var text = why.sentence();
        boolean active = world.active(recipient(why).hop) > 0;
        boolean stopping = world.life().stopping();
        assertTrue(text.startsWith(waiting.path() + " "), text);
        switch (waiting.reason()) {
            case NEXT, RELEASED -> {
                assertTrue(active || stopping, text);
                next(why, Why.Next.TAKEN);
            }
            case DESTINATION_BUSY -> {
                assertTrue(active || stopping, text);
                next(why, Why.Next.ASSOCIATION_FREE);
            }
            case ASSOCIATIONS_FULL -> {
                assertTrue(world.active() >= world.associations() || stopping, text);
                next(why, Why.Next.ASSOCIATION_FREE);
            }
            case IN_DELIVERY -> {
                assertTrue(active, text);
                next(why, Why.Next.ATTEMPT_ENDS);
            }
            case PROBING -> {
                assertTrue(active || stopping, text);
                next(why, Why.Next.PROBE_ENDS);
            }
            case PUT_OFF, INTERNAL_FAULT ->
                    next(why, Why.Next.ATTEMPT, Why.Next.PROBE, Why.Next.EXPIRY);
            case DESTINATION_UNREACHABLE -> next(why, Why.Next.PROBE, Why.Next.EXPIRY);
            case STOPPING -> next(why, Why.Next.START);
            case REPORT_BEING_WRITTEN -> next(why, Why.Next.REPORT);
            case HELD_BY_OPERATOR -> {
                assertNull(why.expires(), text);
                next(why, Why.Next.RELEASE);
            }
            case PAUSED -> next(why, Why.Next.EXPIRY, Why.Next.RESUME);
            case HELD_BY_ROUTE, ROUTE_NOT_BUILT ->
                    throw new AssertionError("no such reason here: " + text);
        }
        place(why);
        attempts(why);
    }

    private Oracle.Recipient recipient(Why why) {
        var recipient = oracle.recipients.get(why.waiting().path());
        assertNotNull(recipient);
        return recipient;
    }

    private void next(Why why, Why.Next... possible) {
        var text = why.next() + ": " + why.sentence();
        assertTrue(List.of(possible).contains(why.next()), text);
        boolean timed =
                switch (why.next()) {
                    case ATTEMPT, PROBE, ROUTE, EXPIRY -> true;
                    case TAKEN,
                            ASSOCIATION_FREE,
                            ATTEMPT_ENDS,
                            PROBE_ENDS,
                            RELEASE,
                            RESUME,
                            START,
                            REPORT ->
                            false;
                };
        assertEquals(timed, why.at() != null, text);
        assertTrue(due(why) > world.time.ticks(), text);
    }

    /** Who waits in a next hop's order has a place there, one that can be. */
    private void place(Why why) {
        boolean waits =
                switch (why.waiting().reason()) {
                    case NEXT, RELEASED, DESTINATION_BUSY, ASSOCIATIONS_FULL, PROBING -> true;
                    default -> false;
                };
        var ahead = why.ahead();
        assertTrue(ahead != null || !waits, why.sentence());
        assertTrue(ahead == null || ahead < oracle.messages.size(), why.sentence());
    }

    /** An attempt that ended needs one that began; of this life only the beginning is known. */
    private void attempts(Why why) {
        boolean tried = why.waiting().attempts() > 0;
        if (tried && world.tally.crashes + world.tally.stops == 0) {
            assertNotNull(why.lastAttempt(), why.sentence());
        }
        assertTrue(tried(why) <= world.time.ticks() + ATTEMPT, why.sentence());
    }

    // --- promises

    private long due(Why why) {
        return why.at() == null ? Long.MAX_VALUE : ticks(why.at()) + SHOWN;
    }

    private long tried(Why why) {
        return why.lastAttempt() == null ? Long.MIN_VALUE : ticks(why.lastAttempt());
    }

    private long ticks(java.time.Instant wall) {
        return world.time.ticks() + Duration.between(world.time.wall(), wall).toNanos();
    }

    private Promise promiseOf(Why why) {
        return new Promise(
                why,
                due(why),
                tried(why),
                oracle.life,
                world.tried(recipient(why).hop),
                world.active(recipient(why).hop) > 0,
                recipient(why).operations);
    }

    /** Notes what is told; a time that was told before stands, unless something came between. */
    private void promise(String path, Why why) {
        var made = promiseOf(why);
        var before = promises.get(path);
        if (before != null && !changed(before, made) && !before.mayFailBy(made)) {
            long apart = Math.abs(before.due - made.due);
            assertTrue(
                    apart <= SHOWN,
                    () -> "was: " + before.why.sentence() + "; now: " + why.sentence());
            return;
        }
        promises.put(path, made);
        if (made.due != Long.MAX_VALUE) {
            var _ = world.time.after(Duration.ofNanos(made.due - world.time.ticks()), () -> {});
        }
    }

    /** Looks after those whose time has come. */
    void keep() {
        long now = world.time.ticks();
        var due = new ArrayList<Map.Entry<String, Promise>>();
        for (var entry : promises.entrySet()) {
            if (entry.getValue().due <= now) {
                due.add(Map.entry(entry.getKey(), entry.getValue()));
            }
        }
        for (var entry : due) {
            promises.remove(entry.getKey());
            var promise = entry.getValue();
            if (promise.life == oracle.life) {
                var after = ask(Selection.of(promise.why.id())).get(entry.getKey());
                assertTrue(kept(promise, after), () -> broken(promise, after));
                world.tally.promises++;
            }
        }
    }

    private static String broken(Promise promise, @Nullable Why after) {
        return "was told: " + promise.why.sentence() + "; then: " + after;
    }

    private boolean kept(Promise promise, @Nullable Why after) {
        if (after == null || world.life().stopping()) {
            return true; // it has left, or goes on at the next start
        }
        var now = promiseOf(after);
        return switch (promise.why.next()) {
            case PROBE ->
                    now.connects > promise.connects
                            || (changed(promise, now) && after.next() != Why.Next.PROBE);
            // Perhaps its next hop failed meanwhile, and it waits for that.
            case ATTEMPT ->
                    changed(promise, now)
                            || (promise.mayFailBy(now) && after.next() != Why.Next.ATTEMPT);
            default -> changed(promise, now);
        };
    }

    /**
     * Whether the recipient itself has had an attempt or an operation, or waits for another reason.
     */
    private static boolean changed(Promise before, Promise now) {
        var was = before.why.waiting();
        var is = now.why.waiting();
        boolean waits = was.reason() == is.reason() && was.state() == is.state();
        return before.life != now.life
                || !waits
                || was.attempts() != is.attempts()
                || Math.abs(before.tried - now.tried) > ATTEMPT
                || before.operations != now.operations
                || is.reason() == WaitReason.IN_DELIVERY;
    }
}
