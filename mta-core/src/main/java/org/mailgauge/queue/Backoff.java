package org.mailgauge.queue;

import org.mailgauge.observe.MtaEvent;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;

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

    /** Messages through one window before it grows by one again. */
    private static final int PER_STEP = 10;

    private static final SmtpReply SILENT =
            SmtpReply.of(451, 4, 1, "The probe ended without an association");

    private final Core core;
    private final Scheduler scheduler;
    private final int window;
    private final ArrayDeque<Hop> sweeps = new ArrayDeque<>();

    Backoff(Core core, Scheduler scheduler, int window) {
        this.core = core;
        this.scheduler = scheduler;
        this.window = window;
    }

    /** A slot could get no association, or lost it. */
    void unreachable(Lease lease, SmtpReply why, Moment now) {
        var hop = lease.hop;
        lease.lost = true;
        if (lease.up) {
            lease.up = false;
            hop.up--;
        }
        if (scheduler.cutOff()) {
            return;
        }
        for (var lane : hop.lanes) {
            lane.domain.failed(core.notes().of(WaitReason.DESTINATION_UNREACHABLE, why));
        }
        if (hop.up > 0) {
            // Others are connected: it takes fewer associations than we tried, no more than that.
            hop.window = hop.up;
        } else if (!hop.backingOff || hop.probe == lease) {
            begin(hop, why, now);
        }
    }

    private void begin(Hop hop, SmtpReply why, Moment now) {
        hop.failures++;
        hop.backingOff = true;
        hop.probing = false;
        hop.probe = null;
        var delay = core.retry().delay(hop.failures, core.entropy().fraction());
        hop.retryAt = now.ticks() + delay;
        hop.note.dropped();
        hop.note = core.notes().of(WaitReason.DESTINATION_UNREACHABLE, why).held();
        LOG.warn(
                "next hop {} of {} cannot be reached ({}), next try at {}",
                HopText.of(hop.nextHop),
                hop.channel.name,
                LogText.of(why.toString()),
                now.wallAt(hop.retryAt));
        changed(hop, now);
    }

    /** An association is up. */
    void reached(Lease lease, Moment now) {
        var hop = lease.hop;
        if (lease.up || lease.lost) {
            return;
        }
        lease.up = true;
        hop.up++;
        if (hop.backingOff) {
            LOG.info("next hop {} of {} is back", HopText.of(hop.nextHop), hop.channel.name);
            hop.backingOff = false;
            hop.probing = false;
            hop.probe = null;
            hop.failures = 0;
            hop.window = window;
            changed(hop, now);
            scheduler.enline(hop);
        }
    }

    /** A message got through: the next hop may have one association more. */
    void succeeded(Hop hop) {
        if (hop.window < window && ++hop.succeeded >= PER_STEP * hop.window) {
            hop.succeeded = 0;
            hop.window++;
        }
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
            hop.placeBackoff();
        } else {
            begin(hop, SILENT, now);
        }
    }

    /** Puts a ready recipient among those that wait for the probe. */
    void park(Recipient recipient, Moment now) {
        var lane = recipient.lane();
        core.index().count(recipient, RecipientEvent.PUT_OFF, now.ticks());
        core.index().note(recipient, lane.hop.note);
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
        return !sweeps.isEmpty();
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

    private static void touch(Hop hop) {
        hop.placeBackoff();
        for (var lane : hop.lanes) {
            lane.domain.touch();
        }
    }

    /** Counts some of a hop's queue as its state demands. @return whether all of it is right */
    private boolean sweep(Hop hop, Moment now) {
        var putOff = new LinkedHashMap<DestinationGroup, PutOff>();
        int changed = 0;
        for (int i = 0; i < LOOKED_AT_PER_SLICE && changed < CHANGED_PER_SLICE; i++) {
            if (isRight(hop)) {
                break;
            }
            if (hop.sweepAt >= hop.queue.size()) {
                hop.sweepAt = 0;
            }
            var recipient = hop.queue.item(hop.sweepAt++);
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
        var note = ready ? hop.note : core.notes().of(WaitReason.NEXT, recipient.note.reply());
        core.index().note(recipient, note);
        return true;
    }
}
