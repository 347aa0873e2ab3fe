package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Next hops that cannot be reached: what waits for one counts as deferred until a probe finds it
 * back. Guarded by the queue's lock.
 *
 * <p>A next hop may have half a million recipients waiting, so its state changes at once and they
 * are counted anew in slices; {@link Hop#queue} stays as it is.
 */
final class Backoff {
    private static final Logger LOG = LoggerFactory.getLogger(Backoff.class);
    private static final int LOOKED_AT_PER_SLICE = 2000;
    private static final int CHANGED_PER_SLICE = 500;

    /**
     * Losses in a row, with nothing through, after which the last association's makes it back off.
     */
    private static final int LOSSES = 2;

    /** Jobs in a row that were too much, with nothing through, after which a next hop backs off. */
    private static final int LIMITED = 3;

    /** Next hops that backed off in an earlier run are probed within so long. */
    private static final Duration RESUME_SPREAD = Duration.ofSeconds(30);

    /** Woken next hops are probed within so long. */
    private static final Duration WAKE_SPREAD = Duration.ofSeconds(2);

    private static final SmtpReply SILENT =
            SmtpReply.of(451, 4, 1, "The probe ended without an association");

    private final Core core;
    private final Scheduler scheduler;
    private final ArrayDeque<Hop> sweeps = new ArrayDeque<>();

    /** Next hops some of whose lanes do not know of their state yet. */
    private final ArrayDeque<Hop> untold = new ArrayDeque<>();

    Backoff(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /** A slot could get no association, or lost it. */
    void unreachable(Lease lease, SmtpReply why, Moment now) {
        var hop = lease.hop;
        boolean wasUp = lease.up;
        lease.lost = true;
        lease.down();
        if (scheduler.cutOff()) {
            return;
        }
        hop.doubtful = hop.up == 0;
        hop.losses += wasUp ? 1 : 0;
        boolean others = hop.up > 0 || hop.connecting > 0;
        if (hop.probe == lease || (!others && !wasUp)) {
            if (!hop.backingOff || hop.probe == lease) {
                begin(hop, why, now);
            }
        } else if (!wasUp) {
            // It takes fewer associations than we tried, no more than that.
            hop.window.refused(lease.epoch, hop.up + hop.connecting);
            lease.refused = true;
        } else if (!others && hop.losses >= LOSSES && !hop.backingOff) {
            begin(hop, why, now);
        } else {
            // One message may have broken it; the next hop may be as well as ever.
            hop.window.lost(lease.epoch);
        }
    }

    /** A job was settled over an association that did not break: what it says of the next hop. */
    void settled(Lease lease, @Nullable SmtpReply tooMuch, boolean gotThrough, Moment now) {
        var hop = lease.hop;
        hop.limited = tooMuch != null && !gotThrough ? hop.limited + 1 : 0;
        if (tooMuch != null && !gotThrough) {
            if (hop.backingOff ? hop.probe == lease : hop.limited >= LIMITED) {
                begin(hop, tooMuch, now);
            }
        } else if (hop.backingOff) {
            end(hop, now);
        }
    }

    private void begin(Hop hop, SmtpReply why, Moment now) {
        hop.failures += hop.woken ? 0 : 1;
        hop.woken = false;
        hop.doubtful = false;
        hop.backingOff = true;
        hop.probing = false;
        hop.probe = null;
        hop.losses = 0;
        hop.limited = 0;
        var delay = core.retry().delay(hop.failures, core.entropy().fraction());
        hop.retryAt = now.ticks() + delay;
        hop.note.dropped();
        hop.note = core.notes().of(WaitReason.DESTINATION_UNREACHABLE, why).held();
        hop.notedAt = now.ticks();
        LOG.warn(
                "next hop {} of {} backs off ({}), next try at {}",
                hop.text,
                hop.channel.name,
                LogText.of(why.toString()),
                now.wallAt(hop.retryAt));
        core.index().evidence().add(hop);
        hop.tried.clear();
        changed(hop, now);
    }

    /**
     * Goes on with a back-off of an earlier run, in which a recipient now placed there waited for a
     * probe. Which next hop that was, and how long it has been so, is not stored: one probe finds
     * out soon.
     */
    void resume(Recipient recipient, Moment now) {
        var hop = recipient.lane().hop;
        if (!hop.backingOff) {
            hop.backingOff = true;
            hop.failures = 1;
            long soon = (long) (RESUME_SPREAD.toNanos() * core.entropy().fraction());
            hop.retryAt = now.ticks() + soon;
            hop.note.dropped();
            hop.note = recipient.note.held();
            hop.notedAt = core.triedAt(recipient);
            core.index().evidence().add(hop);
        }
        core.index().enqueue(recipient);
        hop.place();
    }

    /** Brings the probes of next hops forward, each by its own bit of chance. */
    void wake(List<Hop> hops, Moment now) {
        for (var hop : hops) {
            hop.woken = true;
            long soon = (long) (WAKE_SPREAD.toNanos() * core.entropy().fraction());
            hop.retryAt = Math.min(hop.retryAt, now.ticks() + soon);
            touch(hop);
            LOG.info(
                    "next hop {} of {} came to us: it is probed at {}",
                    hop.text,
                    hop.channel.name,
                    now.wallAt(hop.retryAt));
        }
    }

    /** An association is up, which says nothing yet of whether mail gets through. */
    void reached(Lease lease) {
        var hop = lease.hop;
        if (lease.up || lease.lost) {
            return;
        }
        lease.up();
        if (hop.doubtful) {
            hop.doubtful = false;
            scheduler.enline(hop);
        }
    }

    private void end(Hop hop, Moment now) {
        LOG.info("next hop {} of {} is back", hop.text, hop.channel.name);
        hop.backingOff = false;
        hop.openedAt = now.ticks();
        hop.probing = false;
        hop.probe = null;
        hop.failures = 0;
        hop.woken = false;
        core.index().evidence().remove(hop);
        hop.window.restart();
        changed(hop, now);
        scheduler.enline(hop);
    }

    /** The probing slot ended without saying whether the next hop is back. */
    void probeEnded(Lease lease, Moment now) {
        var hop = lease.hop;
        hop.probe = null;
        if (!hop.backingOff || scheduler.cutOff()) {
            return;
        }
        if (hop.queue.isEmpty() || hop.channel.paused) {
            hop.probing = false;
            hop.place();
        } else {
            begin(hop, SILENT, now);
        }
    }

    /** Puts a ready recipient among those that wait for the probe. */
    void park(Recipient recipient, Moment now) {
        var lane = recipient.lane();
        core.index().count(recipient, RecipientEvent.PUT_OFF, now.ticks());
        note(recipient, lane.hop.note);
        core.index().enqueue(recipient);
        core.deferrals().add(lane.hop.note, 1);
        core.observer().tell(Settlement.deferredEvent(lane, 1, lane.hop.note));
    }

    /** Starts probes that are due and counts anew. @return whether there is more to do now */
    boolean work(Moment now) {
        for (var channel : core.index().channels()) {
            var hop = channel.backingOff.peek();
            while (hop != null && hop.retryAt <= now.ticks()) {
                probe(hop);
                hop = channel.backingOff.peek();
            }
        }
        var sweep = sweeps.peekFirst();
        if (sweep != null && sweep(sweep, now)) {
            sweeps.removeFirst();
            sweep.sweeping = false;
            core.index().forget(sweep);
        }
        var told = untold.peekFirst();
        if (told != null && tellLanes(told)) {
            untold.removeFirst();
            told.toldLanes = Integer.MAX_VALUE;
        }
        return !sweeps.isEmpty() || !untold.isEmpty();
    }

    private void probe(Hop hop) {
        hop.probing = true;
        touch(hop);
        scheduler.enline(hop);
    }

    private void changed(Hop hop, Moment now) {
        touch(hop);
        if (!hop.sweeping) {
            hop.sweeping = true;
            sweeps.add(hop);
        }
        if (hop.queue.size() <= LOOKED_AT_PER_SLICE) {
            sweep(hop, now);
        }
    }

    private void touch(Hop hop) {
        hop.place();
        if (hop.toldLanes == Integer.MAX_VALUE) {
            untold.add(hop);
        }
        hop.toldLanes = 0;
        tellLanes(hop);
    }

    /** Tells some of a hop's lanes of its state. @return whether all know it */
    private static boolean tellLanes(Hop hop) {
        int end = Math.min(hop.lanes(), hop.toldLanes + LOOKED_AT_PER_SLICE);
        for (int i = hop.toldLanes; i < end; i++) {
            var domain = hop.lane(i).domain;
            if (hop.backingOff) {
                domain.failed(hop.note, hop.notedAt);
            }
            domain.touch();
        }
        hop.toldLanes = end;
        return end >= hop.lanes();
    }

    /** Counts some of a hop's queue as its state demands. @return whether all of it is right */
    private boolean sweep(Hop hop, Moment now) {
        var putOff = new LinkedHashMap<DestinationGroup, PutOff>();
        int changed = 0;
        for (int i = 0; i < LOOKED_AT_PER_SLICE && changed < CHANGED_PER_SLICE; i++) {
            if (isRight(hop)) {
                break;
            }
            var recipient = hop.queue.look();
            if (recount(recipient, hop, now)) {
                changed++;
                var lane = recipient.lane();
                putOff.computeIfAbsent(lane.domain.group(), _ -> new PutOff(lane)).recipients++;
            }
        }
        if (hop.backingOff) {
            putOff.values().forEach(some -> tell(some, hop));
        }
        return isRight(hop);
    }

    private void tell(PutOff some, Hop hop) {
        core.deferrals().add(hop.note, some.recipients);
        core.observer().tell(some.event(hop));
    }

    /** Recipients of one destination group that were put off at once. */
    private static final class PutOff {
        private final Lane lane;
        private int recipients;

        PutOff(Lane lane) {
            this.lane = lane;
        }

        MtaEvent event(Hop hop) {
            return Settlement.deferredEvent(lane, recipients, hop.note);
        }
    }

    private static boolean isRight(Hop hop) {
        return hop.backingOff ? hop.counted == 0 : hop.counted == hop.queue.size();
    }

    private boolean recount(Recipient recipient, Hop hop, Moment now) {
        boolean ready = recipient.state == RecipientState.READY.code();
        if (ready == !hop.backingOff) {
            return false;
        }
        hop.counted += ready ? -1 : 1;
        core.index()
                .count(recipient, ready ? RecipientEvent.PUT_OFF : RecipientEvent.DUE, now.ticks());
        note(recipient, ready ? hop.note : core.notes().again(recipient.note, WaitReason.NEXT));
        return true;
    }

    /** Notes why it waits now; one that the operator let go stays so until it has had its try. */
    private void note(Recipient recipient, Note note) {
        if (recipient.note.reason() != WaitReason.RELEASED) {
            core.index().note(recipient, note);
        }
    }
}
