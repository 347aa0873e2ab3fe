package org.mailgauge.queue;

/**
 * Lets what waits follow routes that have changed: in slices, so that mail never waits for it.
 * Takes the queue's lock itself. What is in delivery stays until its attempt ends; what is held
 * stays held.
 */
final class Rerouting {
    /** Recipients that are looked at, at most, within one holding of the lock. */
    private static final int SLICE = 500;

    private final Core core;
    private final Scheduler scheduler;

    Rerouting(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    /**
     * Goes through the whole queue once.
     *
     * @return how many recipients have another next hop or channel now
     */
    long run() {
        var moved = new long[1];
        var walk = core.locked(() -> new Walk(core.index(), Selection.ALL.ids()));
        while (core.locked(() -> slice(walk, moved))) {
            scheduler.startSlots();
            core.giveWay();
        }
        scheduler.startSlots();
        return moved[0];
    }

    private boolean slice(Walk walk, long[] moved) {
        var now = core.now();
        boolean more =
                walk.slice(
                        SLICE,
                        recipient -> {
                            if (follows(recipient)) {
                                follow(recipient, now);
                                moved[0]++;
                            }
                        },
                        () -> {});
        scheduler.pump(now);
        return more && !scheduler.stopping();
    }

    private boolean follows(Recipient recipient) {
        return Standing.waits(recipient)
                && !Index.isAt(recipient, scheduler.route(recipient.lane().domain.name));
    }

    /** As if its time had come: whatever it waited for was about the way that it leaves. */
    private void follow(Recipient recipient, Moment now) {
        var settlement = new Settlement(core, recipient.message(), now);
        if (recipient.state() == RecipientState.DEFERRED) {
            core.index().move(recipient, RecipientEvent.DUE, now.ticks());
        } else {
            core.index().detach(recipient);
        }
        scheduler.dispatch(recipient, settlement, now);
        settlement.post();
    }
}
