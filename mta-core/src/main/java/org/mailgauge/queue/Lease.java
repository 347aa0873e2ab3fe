package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.observe.MtaGroup;
import org.mailgauge.port.Tasks;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;

/** One slot of a next hop, lent to a delivery agent. Fields are guarded by the queue's lock. */
final class Lease implements Slot {
    private final Scheduler scheduler;
    final Hop hop;

    /** Jobs that are not settled, with the recipients they are for. */
    final IdentityHashMap<Job, List<org.mailgauge.queue.Recipient>> inHand =
            new IdentityHashMap<>();

    /** Of those jobs, octets of the contents that go on in another form than we have them. */
    final IdentityHashMap<Job, Long> handedOn = new IdentityHashMap<>();

    /** Its association is up. */
    boolean up;

    /** It neither got an association nor failed to. */
    boolean connecting = true;

    /** The window's, when its association or its last job began. */
    int epoch;

    /** When it has lingered long enough, on the ticker. */
    long idleUntil;

    /** It lingered, and is sent away. */
    boolean dismissed;

    /** Wakes it while it lingers; null until it did. */
    @Nullable Condition woken;

    /** It asked for a job. */
    boolean asked;

    /** It got no job any more: it ends. */
    boolean over;

    /** It could not reach the next hop, or lost it: it ends. */
    boolean lost;

    /** It was one more than the next hop takes: others were up or being made. */
    boolean refused;

    int jobs;

    /** Counted down when {@link #task} is there. */
    final CountDownLatch started = new CountDownLatch(1);

    /** Whether a recipient of the job that is being settled was taken. */
    boolean gotThrough;

    /** What was said when one was put off because we send too much; null when none was. */
    @Nullable SmtpReply tooMuch;

    /** Whether recipients were refused because the transaction has too many, and others taken. */
    boolean tooMany;

    /** The jitter of the job that is being settled, [0, 1). */
    double chance;

    volatile Tasks.@Nullable Task task;

    Lease(Scheduler scheduler, Hop hop) {
        this.scheduler = scheduler;
        this.hop = hop;
        this.epoch = hop.window.epoch();
    }

    /** Its association is up. */
    void up() {
        settled();
        up = true;
        hop.up++;
    }

    /** It has no association any more, or failed to get one. */
    void down() {
        settled();
        hop.up -= up ? 1 : 0;
        up = false;
    }

    /** Once it has {@link #started}. */
    Tasks.Task task() {
        var running = task;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    private void settled() {
        hop.connecting -= connecting ? 1 : 0;
        connecting = false;
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
    public void handsOn(Job job, long octets) {
        scheduler.handsOn(this, job, octets);
    }

    @Override
    public void relayed(Job job, Map<Integer, SmtpReply> replies) {
        scheduler.relayed(this, job, replies);
    }

    @Override
    public void unreachable(SmtpReply why) {
        scheduler.unreachable(this, why);
    }

    @Override
    public void tries(IpAddress address) {
        scheduler.tries(this, address);
    }

    @Override
    public void reached() {
        scheduler.reached(this);
    }
}
