package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.queue.journal.Journal;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;

/**
 * What the operator does to stored recipients: in slices, so that mail never waits for it. Takes
 * the queue's lock itself. Recipients in delivery are left alone: their attempt ends first.
 */
final class Operations {
    /** Recipients that are looked at, at most, within one holding of the lock. */
    private static final int SLICE = 500;

    private static final Duration BREATH = Duration.ofMillis(20);

    private static final SmtpReply DELETED = SmtpReply.of(550, 0, 0, "Deleted by the operator");

    private final Core core;
    private final Scheduler scheduler;
    private final Standing standing;

    Operations(Core core, Scheduler scheduler, Standing standing) {
        this.core = core;
        this.scheduler = scheduler;
        this.standing = standing;
    }

    private interface Change {
        void to(Recipient recipient, Settlement settlement, Moment now);
    }

    /**
     * Does it, or says what it would do.
     *
     * @param reply what is said of recipients that are bounced
     */
    Effect run(Operation operation, Selection selection, SmtpReply reply, boolean dryRun) {
        var tally = new EffectTally();
        var walk = core.locked(() -> new Walk(core.index(), selection.ids()));
        var pass = new Pass(operation, selection, dryRun ? null : change(operation, reply), tally);
        boolean complete = true;
        while (complete && core.locked(() -> slice(walk, pass))) {
            scheduler.startSlots();
            core.giveWay();
            complete = dryRun || mayGoOn();
        }
        scheduler.startSlots();
        boolean durable = dryRun || tally.changed() == 0 || core.journal().flush();
        return tally.effect(operation, dryRun, durable, complete);
    }

    /** Sets aside a message because it is damaged; what is in delivery, when that ends badly. */
    int quarantine(QueueId id, String why) {
        core.locked(() -> markDamaged(id));
        var reply = SmtpReply.of(554, 3, 0, why);
        var tally = new EffectTally();
        var walk = core.locked(() -> new Walk(core.index(), Selection.of(id).ids()));
        // What is in delivery is left alone as when it is deleted.
        var pass =
                new Pass(
                        Operation.DELETE,
                        Selection.of(id),
                        (recipient, settlement, _) ->
                                settlement.finish(recipient, RecipientEvent.DAMAGED, reply),
                        tally);
        while (core.locked(() -> slice(walk, pass))) {
            core.giveWay();
        }
        scheduler.startSlots();
        return (int) tally.changed();
    }

    private void markDamaged(QueueId id) {
        var message = core.index().find(id);
        if (message != null) {
            message.damaged = true;
        }
    }

    /** Whether the journal takes more; waits while it is behind. */
    private boolean mayGoOn() {
        try {
            while (core.journal().condition() instanceof Journal.Condition.Congested) {
                core.time().sleep(BREATH);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !scheduler.stopping();
    }

    /** One operation under way; {@code change} is null when nothing is to be changed. */
    private final class Pass {
        private final Operation operation;
        private final Matcher matcher;
        private final @Nullable Change change;
        private final EffectTally tally;
        private @Nullable Settlement settlement;
        private @Nullable Message message;

        Pass(Operation operation, Selection selection, @Nullable Change change, EffectTally tally) {
            this.operation = operation;
            this.matcher = new Matcher(selection, standing);
            this.change = change;
            this.tally = tally;
        }

        void visit(Recipient recipient, Moment now) {
            if (!matcher.matches(recipient, now)) {
                return;
            }
            tally.matched(recipient.message());
            var skip = operation.skips(recipient);
            if (skip != null) {
                tally.skipped(skip);
                return;
            }
            tally.changes(recipient, standing);
            if (change != null) {
                message = recipient.message();
                if (settlement == null) {
                    settlement = new Settlement(core, message, now);
                }
                change.to(recipient, settlement, now);
            }
        }

        void post() {
            if (settlement != null && message != null) {
                settlement.post();
                scheduler.expiry().note(message);
            }
            settlement = null;
        }
    }

    /**
     * @return whether there is more
     */
    private boolean slice(Walk walk, Pass pass) {
        var now = core.now();
        boolean more = walk.slice(SLICE, recipient -> pass.visit(recipient, now), pass::post);
        if (pass.change != null) {
            scheduler.pump(now);
        }
        return more;
    }

    private Change change(Operation operation, SmtpReply reply) {
        return switch (operation) {
            case HOLD ->
                    (recipient, settlement, _) ->
                            settlement.hold(recipient, WaitReason.HELD_BY_OPERATOR);
            case RELEASE ->
                    (recipient, settlement, now) ->
                            dispatch(recipient, RecipientEvent.RELEASED, settlement, now);
            case RETRY -> this::retry;
            case BOUNCE ->
                    (recipient, settlement, _) ->
                            settlement.finish(recipient, RecipientEvent.REFUSED, reply);
            case DELETE ->
                    (recipient, settlement, _) ->
                            settlement.finish(recipient, RecipientEvent.DELETED, DELETED);
        };
    }

    private void dispatch(
            Recipient recipient, RecipientEvent event, Settlement settlement, Moment now) {
        settlement.ready(recipient, event);
        scheduler.dispatch(recipient, settlement, now);
    }

    /** One that waits for its next hop stays where it is: the next hop is probed now. */
    private void retry(Recipient recipient, Settlement settlement, Moment now) {
        if (!waitsForProbe(recipient)) {
            dispatch(recipient, RecipientEvent.DUE, settlement, now);
        }
        if (recipient.lane != null && waitsForProbe(recipient)) {
            scheduler.probeNow(recipient.lane().hop, now);
        }
    }

    private static boolean waitsForProbe(Recipient recipient) {
        return Standing.isParked(recipient) && recipient.lane().hop.backingOff;
    }
}
