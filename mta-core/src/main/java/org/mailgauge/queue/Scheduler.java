package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.port.Tasks;
import org.mailgauge.port.Time;
import org.mailgauge.queue.Slot.Job;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.route.NextHop;
import org.mailgauge.route.Router;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Decides which recipient is tried when: by next hop, and there by arrival. All fields are guarded
 * by the queue's lock but {@link #leases}; methods say whether they take it.
 */
final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** Recipients of one message in one job. */
    static final int RECIPIENTS_PER_JOB = 100;

    /** Recipients that fall due within one holding of the lock. */
    private static final int DUE_PER_SLICE = 500;

    /** Jobs after which a slot yields to other next hops when all associations are in use. */
    private static final int JOBS_PER_TURN = 50;

    /** A next hop that has not answered a message for so long may hang. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Duration LAST_WAIT = Duration.ofSeconds(2);

    private final Core core;
    private final Router router;
    private final Agents agents;
    private final Tasks tasks;
    private final int associations;
    private final Backoff backoff;
    private final Attempts attempts;
    private final Expiry expiry;
    private final Pausing pausing;

    private final Line line = new Line();
    private final Lingering lingering;

    private final List<Lease> starting = new ArrayList<>();
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
    private int slots;

    /** Next hops with slots. */
    private int working;

    private boolean stopping;
    private boolean cutOff;
    private boolean open;
    private Time.@Nullable Timer timer;
    private long timerAt = Long.MAX_VALUE;

    Scheduler(
            Core core,
            Router router,
            Agents agents,
            Tasks tasks,
            int associations,
            Lingering lingering) {
        this.core = core;
        this.router = router;
        this.agents = agents;
        this.tasks = tasks;
        this.associations = associations;
        this.lingering = lingering;
        this.backoff = new Backoff(core, this);
        this.attempts = new Attempts(core, this, backoff);
        this.expiry = new Expiry(core);
        this.pausing = new Pausing(core, this);
    }

    Pausing pausing() {
        return pausing;
    }

    Backoff backoff() {
        return backoff;
    }

    Expiry expiry() {
        return expiry;
    }

    /** Next hops that back off and have recipients waiting. */
    int backingOff() {
        return core.index().channels().stream().mapToInt(c -> c.backingOff.size()).sum();
    }

    Lingering lingering() {
        return lingering;
    }

    /** Next hops that want an association and have to wait for it. */
    int inLine() {
        return line.size();
    }

    boolean isFull() {
        return slots >= associations;
    }

    int slots() {
        return slots;
    }

    boolean stopping() {
        // What a broken journal cannot record would be delivered again after the restart.
        return stopping || core.journal().condition() instanceof Journal.Condition.Broken;
    }

    Router.Decision route(String domain) {
        return router.route(domain);
    }

    // --- dispatch: under the lock

    /** Decides where a recipient that is ready and in no heap goes, by its route of now. */
    void dispatch(Recipient recipient, Settlement settlement, Moment now) {
        if (!expiry.isOver(recipient, now.ticks())) {
            reroute(recipient, now);
        }
        dispatchPlaced(recipient, settlement, now);
    }

    /** The same for a recipient that has just been placed by its route. */
    void dispatchPlaced(Recipient recipient, Settlement settlement, Moment now) {
        if (expiry.isOver(recipient, now.ticks())) {
            settlement.finish(recipient, RecipientEvent.EXPIRED, recipient.note.reply());
            return;
        }
        var hop = recipient.lane().hop;
        switch (hop.nextHop) {
            case NextHop.Hold _ -> settlement.hold(recipient, WaitReason.HELD_BY_ROUTE);
            case NextHop.Discard _ -> settlement.finish(recipient, RecipientEvent.DISCARDED, null);
            case NextHop.Refuse(var status, var text) ->
                    refuse(recipient, settlement, now, status, text);
            case NextHop.SmtpHost _,
                    NextHop.MailExchangers _,
                    NextHop.LmtpHost _,
                    NextHop.LmtpSocket _,
                    NextHop.Local _ -> {
                if (agents.of(hop.nextHop).isPresent()) {
                    enqueue(recipient, now);
                } else {
                    settlement.putOff(
                            recipient,
                            WaitReason.ROUTE_NOT_BUILT,
                            null,
                            dueAfter(recipient, null, core.entropy().fraction(), now));
                }
            }
        }
    }

    /** A route {@code error:5.x.y} ends it; {@code error:4.x.y} is asked again later. */
    private void refuse(
            Recipient recipient,
            Settlement settlement,
            Moment now,
            EnhancedStatus status,
            String text) {
        settlement.error(recipient.lane(), status);
        if (status.level() == 4) {
            var reply = new SmtpReply(450, status, List.of(text));
            long due = dueAfter(recipient, reply, core.entropy().fraction(), now);
            settlement.putOff(recipient, WaitReason.PUT_OFF, reply, due);
        } else {
            var reply = new SmtpReply(550, status, List.of(text));
            settlement.finish(recipient, RecipientEvent.REFUSED, reply);
        }
    }

    private void enqueue(Recipient recipient, Moment now) {
        var hop = recipient.lane().hop;
        if (hop.backingOff) {
            backoff.park(recipient, now);
        } else {
            if (recipient.note.reason() != WaitReason.RELEASED) {
                core.index().note(recipient, core.notes().again(recipient.note, WaitReason.NEXT));
            }
            core.index().enqueue(recipient);
        }
        enline(hop);
    }

    private void reroute(Recipient recipient, Moment now) {
        var decision = router.route(recipient.lane().domain.name);
        if (!Index.isAt(recipient, decision)) {
            core.index().reroute(recipient, decision, now.ticks()).ifPresent(core.observer()::tell);
        }
    }

    /**
     * When a recipient that failed now by itself is due again.
     *
     * @param chance [0, 1), one for all recipients of a job, so that they go together again
     */
    long dueAfter(Recipient recipient, @Nullable SmtpReply reply, double chance, Moment now) {
        var message = recipient.message();
        return core.retry()
                .due(
                        now.ticks(),
                        Math.max(1, recipient.attempts),
                        chance,
                        core.classes().pace(core.notes().classOf(reply)),
                        message.arrivedTicks,
                        message.nullPath());
    }

    /** Gives a next hop that has something to do a slot that lingers, or a place in the line. */
    void enline(Hop hop) {
        while (hop.wakes()) {
            lingering.wake(hop);
        }
        if (hop.wantsSlot()) {
            line.add(hop);
        }
    }

    /** Lets a next hop that backs off be probed at once; the pump follows. */
    void probeNow(Hop hop, Moment now) {
        if (hop.backingOff && !hop.probing && hop.retryAt > now.ticks()) {
            hop.retryAt = now.ticks();
            hop.place();
        }
    }

    /** Lets a slot wait for more to do, unless others wait for an association. */
    boolean mayLinger(Lease lease, Moment now) {
        boolean needed = isFull() && !line.isEmpty();
        return !needed && !stopping() && lingering.begin(lease, now);
    }

    // --- the pump

    /** Takes the lock: looks at what is due, gives out slots and starts them. */
    void pump() {
        core.locked(() -> pump(core.now()));
        startSlots();
    }

    /** Begins to schedule; recovery is over. */
    void open() {
        core.locked(() -> open = true);
        pump();
    }

    /** Under the lock; {@link #startSlots} follows once it has been released. */
    void pump(Moment now) {
        if (!open) {
            return;
        }
        boolean more = due(now);
        more |= backoff.work(now);
        more |= expiry.work(now);
        more |= pausing.work(now);
        lingering.work(now);
        giveSlots();
        arm(more ? now.ticks() : nextEvent(), now);
    }

    private boolean due(Moment now) {
        int done = 0;
        var channels = core.index().channels();
        for (int i = 0; i < channels.size(); i++) { // what falls due may open another channel
            var channel = channels.get(i);
            var recipient = channel.due.peek();
            while (recipient != null && recipient.due <= now.ticks()) {
                if (done++ >= DUE_PER_SLICE) {
                    return true;
                }
                fallsDue(recipient, now);
                recipient = channel.due.peek();
            }
        }
        return false;
    }

    private void fallsDue(Recipient recipient, Moment now) {
        core.index().move(recipient, RecipientEvent.DUE, now.ticks());
        var settlement = new Settlement(core, recipient.message(), now);
        dispatch(recipient, settlement, now);
        settlement.post();
    }

    private void giveSlots() {
        if (stopping()) {
            return;
        }
        while (slots < associations) {
            var hop = line.next();
            if (hop == null) {
                return;
            }
            if (!hop.wantsSlot()) {
                core.index().forget(hop);
            } else if (mayHaveOne(hop)) {
                lease(hop);
                enline(hop);
            }
        }
        lingering.makeRoom(line.size());
    }

    /**
     * Whether a next hop may have a slot, or one more. Those that do not answer share half of all
     * associations and have no more than one each of the others; whoever gets none here stands in
     * line again when a slot of its own settles a job or ends.
     */
    boolean mayHaveOne(Hop hop) {
        return hop.slots == 0
                || 2 * slots < associations
                || hop.answers(PATIENCE_NANOS, core.now());
    }

    private void lease(Hop hop) {
        var lease = new Lease(this, hop);
        hop.slots++;
        hop.starting++;
        hop.connecting++;
        working += hop.slots == 1 ? 1 : 0;
        slots++;
        if (hop.probing) {
            hop.probe = lease;
        }
        starting.add(lease);
        leases.add(lease);
    }

    private long nextEvent() {
        long next = Math.min(expiry.next(), lingering.next());
        for (var channel : core.index().channels()) {
            next = Math.min(next, channel.nextRetry());
        }
        return next;
    }

    private void arm(long at, Moment now) {
        if (at >= timerAt || stopping) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerAt = at;
        var delay = Duration.ofNanos(Math.max(0, at - now.ticks()));
        timer = core.time().after(delay, this::tick);
    }

    private void tick() {
        core.locked(() -> timerAt = Long.MAX_VALUE);
        pump();
    }

    /** Without the lock; starts what reports want, too. */
    void startSlots() {
        core.reporter().start();
        var batch =
                core.locked(
                        () -> {
                            if (starting.isEmpty()) {
                                return List.<Lease>of();
                            }
                            var started = List.copyOf(starting);
                            starting.clear();
                            return started;
                        });
        for (var lease : batch) {
            lease.task = tasks.start("deliver-" + lease.hop.channel.name, () -> run(lease));
            lease.started.countDown();
        }
    }

    private void run(Lease lease) {
        boolean fault = false;
        try {
            agents.of(lease.hop.nextHop).ifPresent(agent -> agent.deliver(lease));
        } catch (RuntimeException thrown) { // the per-delivery boundary
            LOG.error("delivery to {} failed", lease.hop.nextHop, thrown);
            fault = true;
        } finally {
            end(lease, fault);
            leases.remove(lease);
        }
    }

    // --- the slots' side: each takes the lock

    Optional<Job> next(Lease lease) {
        while (true) {
            var job = slotSide(now -> attempts.take(lease, now));
            if (job.isPresent() || lease.over) {
                return job;
            }
            core.giveWay();
            lingering.await(lease);
        }
    }

    void settle(Lease lease, Job job, List<Outcome> outcomes) {
        slotSide(
                now -> {
                    attempts.settle(lease, job, outcomes, now);
                    return true;
                });
    }

    void handsOn(Lease lease, Job job, long octets) {
        slotSide(
                _ -> {
                    lease.handedOn.put(job, octets);
                    return true;
                });
    }

    void relayed(Lease lease, Job job, Map<Integer, SmtpReply> replies) {
        slotSide(
                now -> {
                    attempts.relayed(lease, job, replies, now);
                    return true;
                });
    }

    void unreachable(Lease lease, SmtpReply why) {
        slotSide(
                now -> {
                    backoff.unreachable(lease, why, now);
                    return true;
                });
    }

    void tries(Lease lease, IpAddress address) {
        core.locked(() -> lease.hop.tries(address));
    }

    /** A host has come to us: its next hop, if it backs off, is probed soon. */
    void heardFrom(IpAddress address, String name) {
        if (core.index().evidence().any()) {
            core.locked(
                    () -> {
                        var now = core.now();
                        backoff.wake(core.index().evidence().wakes(address, name, now), now);
                        pump(now);
                    });
            startSlots();
        }
    }

    void reached(Lease lease) {
        slotSide(
                now -> {
                    backoff.reached(lease);
                    return true;
                });
    }

    private void end(Lease lease, boolean fault) {
        slotSide(
                now -> {
                    slots--;
                    working -= lease.hop.slots == 1 ? 1 : 0;
                    attempts.end(lease, fault, now);
                    return true;
                });
    }

    private <T> T slotSide(Function<Moment, T> section) {
        var result =
                core.locked(
                        () -> {
                            var now = core.now();
                            var answer = section.apply(now);
                            pump(now);
                            return answer;
                        });
        startSlots();
        return result;
    }

    /**
     * Whether others wait for an association while this slot has had its share: one job when its
     * next hop has more than its part of all associations, or a large message is next there and
     * others wait with small ones; else {@link #JOBS_PER_TURN}.
     */
    boolean turnIsOver(Lease lease) {
        if (slots < associations || line.isEmpty() || lease.jobs == 0) {
            return false;
        }
        int part = Math.max(1, associations / (working + line.size()));
        return lease.hop.slots > part
                || (line.ordinaryWaits() && Line.isLarge(lease.hop))
                || lease.jobs % JOBS_PER_TURN == 0;
    }

    // --- the end

    /** Gives out no slots any more, and waits for those that work; what is left is interrupted. */
    void stop(Duration atMost) throws InterruptedException {
        core.locked(
                () -> {
                    stopping = true;
                    lingering.dismissAll();
                    starting.forEach(this::takeBack);
                    starting.clear();
                    if (timer != null) {
                        timer.cancel();
                    }
                });
        long end = core.time().ticks() + atMost.toNanos();
        for (var lease : leases) {
            join(lease, Math.max(0, end - core.time().ticks()));
        }
        core.locked(() -> cutOff = true);
        for (var lease : leases) {
            if (lease.started.await(LAST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                lease.task().interrupt();
            }
        }
        end = core.time().ticks() + LAST_WAIT.toNanos();
        for (var lease : leases) {
            join(lease, Math.max(0, end - core.time().ticks()));
        }
    }

    /** A slot that was given out and not started. */
    private void takeBack(Lease lease) {
        slots--;
        lease.hop.slots--;
        lease.hop.starting--;
        lease.down();
        leases.remove(lease);
    }

    /** Whether what fails now fails because we cut it off: no fault of the next hop. */
    boolean cutOff() {
        return cutOff;
    }

    private static void join(Lease lease, long nanos) throws InterruptedException {
        boolean started = lease.started.await(nanos, TimeUnit.NANOSECONDS);
        if (!started || !lease.task().join(Duration.ofNanos(nanos))) {
            LOG.warn("delivery to {} has not ended yet", lease.hop.nextHop);
        }
    }
}
