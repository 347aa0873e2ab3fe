package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.port.Tasks;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** One slot of a next hop, lent to a delivery agent. Fields are guarded by the queue's lock. */
final class Lease implements Slot {
    private final Scheduler scheduler;
    final Hop hop;

    /** Jobs that are not settled, with the recipients they are for. */
    final IdentityHashMap<Job, List<org.mailgauge.queue.Recipient>> inHand =
            new IdentityHashMap<>();

    /** Its association is up. */
    boolean up;

    /** It asked for a job. */
    boolean asked;

    /** It got no job any more: it ends. */
    boolean over;

    /** It could not reach the next hop, or lost it: it ends. */
    boolean lost;

    int jobs;

    /** The jitter of the job that is being settled, [0, 1). */
    double chance;

    volatile Tasks.@Nullable Task task;

    Lease(Scheduler scheduler, Hop hop) {
        this.scheduler = scheduler;
        this.hop = hop;
    }

    @Override
    public NextHop nextHop() {
        return hop.nextHop;
    }

    @Override
    public MtaGroup channel() {
        return hop.channel.group;
    }

    @Override
    public Optional<Job> next() {
        return scheduler.next(this);
    }

    @Override
    public void settle(Job job, List<Outcome> outcomes) {
        scheduler.settle(this, job, outcomes);
    }

    @Override
    public void unreachable(SmtpReply why) {
        scheduler.unreachable(this, why);
    }

    @Override
    public void reached() {
        scheduler.reached(this);
    }
}
