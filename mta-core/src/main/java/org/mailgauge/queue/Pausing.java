package org.mailgauge.queue;

import java.util.ArrayDeque;

/**
 * Makes the schedule follow the pauses. Guarded by the queue's lock.
 *
 * <p>A paused channel gives out no slots and no jobs, which is a flag. Of a paused domain, which
 * may share its next hop with others, nobody stands in a hop's queue: {@link Index#enqueue} sets
 * them aside, and those who were there before are set aside in slices; so they are taken back when
 * the domain is resumed. No state changes: who is aside is ready or deferred as before.
 */
final class Pausing {
    private static final int PER_SLICE = 500;

    private final Core core;
    private final Scheduler scheduler;
    private final ArrayDeque<Domain> sweeps = new ArrayDeque<>();

    /** Domains whose next retry is another one because their channel was paused or resumed. */
    private final ArrayDeque<Domain> touches = new ArrayDeque<>();

    Pausing(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /** Follows a pause that was put into the book or taken out of it. */
    void follow(Pause.Kind kind, String name) {
        boolean paused = core.index().pauses().of(kind, name) != null;
        switch (kind) {
            case CHANNEL -> channel(name, paused);
            case DESTINATION -> domain(name, paused);
        }
    }

    private void channel(String name, boolean paused) {
        for (var channel : core.index().channels()) {
            if (channel.name.equals(name)) {
                channel.paused = paused;
            }
        }
        for (var hop : core.index().hops()) {
            if (hop.channel.name.equals(name)) {
                for (int i = 0; i < hop.lanes(); i++) {
                    touches.add(hop.lane(i).domain);
                }
                scheduler.enline(hop);
            }
        }
    }

    private void domain(String name, boolean paused) {
        var domain = core.index().domain(name);
        if (domain == null || domain.paused == paused) {
            return;
        }
        domain.paused = paused;
        domain.sweepAt = domain.oldest;
        if (domain.group != null) {
            domain.touch();
        }
        if (!domain.sweeping) {
            domain.sweeping = true;
            sweeps.add(domain);
        }
    }

    /** Goes on with setting aside or taking back. @return whether there is more to do now */
    boolean work(Moment now) {
        for (int i = 0; i < PER_SLICE && !touches.isEmpty(); i++) {
            touches.removeFirst().touch();
        }
        boolean more = sweep(now);
        return more || !touches.isEmpty();
    }

    private boolean sweep(Moment now) {
        var domain = sweeps.peekFirst();
        if (domain == null) {
            return false;
        }
        for (int i = 0; i < PER_SLICE && domain.sweepAt != null; i++) {
            var recipient = domain.sweepAt;
            domain.sweepAt = recipient.domainNext; // before it may leave
            sort(recipient, domain.paused, now);
        }
        if (domain.sweepAt == null) {
            domain.sweeping = false;
            sweeps.removeFirst();
        }
        return !sweeps.isEmpty();
    }

    private void sort(Recipient recipient, boolean paused, Moment now) {
        if (paused && recipient.where == Recipient.QUEUED) {
            core.index().detach(recipient);
            core.index().enqueue(recipient);
        } else if (!paused && recipient.where == Recipient.ASIDE) {
            takeBack(recipient, now);
        }
    }

    private void takeBack(Recipient recipient, Moment now) {
        if (recipient.state() == RecipientState.DEFERRED) {
            core.index().move(recipient, RecipientEvent.DUE, now.ticks());
        } else {
            core.index().detach(recipient);
        }
        var settlement = new Settlement(core, recipient.message(), now);
        scheduler.dispatch(recipient, settlement, now);
        settlement.post();
    }
}
