package org.mailgauge.queue;

import org.mailgauge.queue.Slot.Job;
import org.mailgauge.queue.Slot.Outcome;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * Works off the slots of a rig on its virtual time, by one thread: each job takes so long, whatever
 * else goes on. It knows when each recipient was done.
 */
final class SlotDrive {
    private record Event(long at, long order, ManualAgent.Held slot, Optional<Job> job) {}

    private final Rig rig;
    private final Function<Job, Duration> cost;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final Set<ManualAgent.Held> known = new HashSet<>();
    private long order;

    /** When each recipient was relayed, on the ticker, by its address. */
    final Map<String, Long> done = new HashMap<>();

    SlotDrive(Rig rig, Function<Job, Duration> cost) {
        this.rig = rig;
        this.cost = cost;
    }

    /** A transaction of 10 ms, and one for each recipient. */
    static Duration usual(Job job) {
        return Duration.ofMillis(10L + job.recipients().size());
    }

    /** Works until so many recipients are done that {@code enough} counts. */
    void run(Function<Map<String, Long>, Boolean> enough) {
        takeOn();
        while (!enough.apply(done) && !events.isEmpty()) {
            step();
        }
    }

    /** Works until a time on the ticker. */
    void runTo(long end) {
        takeOn();
        while (!events.isEmpty() && events.peek().at() <= end) {
            step();
        }
        rig.time.advance(Duration.ofNanos(Math.max(0, end - rig.time.ticks())));
    }

    private void step() {
        var event = events.remove();
        rig.time.advance(Duration.ofNanos(Math.max(0, event.at() - rig.time.ticks())));
        event.job().ifPresent(job -> settle(event.slot(), job));
        var next = event.slot().next();
        if (next.isPresent()) {
            schedule(event.slot(), cost.apply(next.get()), next);
        } else {
            known.remove(event.slot());
            rig.end(event.slot());
        }
        takeOn();
    }

    private void settle(ManualAgent.Held slot, Job job) {
        for (var recipient : job.recipients()) {
            done.put(recipient.path().toString(), rig.time.ticks());
        }
        slot.slot.settle(
                job,
                job.recipients().stream().<Outcome>map(_ -> new Outcome.Relayed(Rig.OK)).toList());
    }

    private void takeOn() {
        for (var held : rig.slots()) {
            if (known.add(held)) {
                held.slot.reached();
                schedule(held, Duration.ZERO, Optional.empty());
            }
        }
    }

    private void schedule(ManualAgent.Held slot, Duration after, Optional<Job> job) {
        events.add(new Event(rig.time.ticks() + after.toNanos(), order++, slot, job));
    }

    /** The wait that 99 of 100 of these stayed within. */
    Duration p99(List<String> recipients, long since) {
        var waits = recipients.stream().map(done::get).map(at -> at - since).sorted().toList();
        return Duration.ofNanos(waits.get(waits.size() * 99 / 100));
    }
}
