package org.mailgauge.queue;

import org.mailgauge.smtp.SmtpReply;

/**
 * What the operator does to one message. Takes the queue's lock itself. Recipients in delivery are
 * left alone: their attempt ends first.
 */
final class Operations {
    private final Core core;
    private final Scheduler scheduler;

    Operations(Core core, Scheduler scheduler) {
        this.core = core;
        this.scheduler = scheduler;
    }

    private interface Change {
        /** Changes a recipient; false when there was nothing to do. */
        boolean to(Recipient recipient, Settlement settlement, Moment now);
    }

    /** Keeps what waits until it is released. @return the recipients concerned */
    int hold(QueueId id) {
        return each(
                id,
                (recipient, settlement, _) -> {
                    if (!waits(recipient)) {
                        return false;
                    }
                    settlement.hold(recipient, WaitReason.HELD_BY_OPERATOR);
                    return true;
                });
    }

    /** Lets go what is held; a route {@code hold} keeps it at once again. */
    int release(QueueId id) {
        return each(id, dispatching(RecipientState.HELD, RecipientEvent.RELEASED));
    }

    /** Tries now what was put off. */
    int retry(QueueId id) {
        return each(id, dispatching(RecipientState.DEFERRED, RecipientEvent.DUE));
    }

    private Change dispatching(RecipientState from, RecipientEvent event) {
        return (recipient, settlement, now) -> {
            if (recipient.state() != from) {
                return false;
            }
            settlement.ready(recipient, event);
            scheduler.dispatch(recipient, settlement, now);
            return true;
        };
    }

    /** Gives up what is not in delivery, as if refused. */
    int bounce(QueueId id, SmtpReply reply) {
        return each(id, finishing(RecipientEvent.REFUSED, reply));
    }

    /** Removes what is not in delivery, without a report. */
    int delete(QueueId id) {
        return each(
                id,
                finishing(
                        RecipientEvent.DELETED,
                        SmtpReply.of(550, 0, 0, "Deleted by the operator")));
    }

    /** Sets aside a message because it is damaged; what is in delivery, when that ends badly. */
    int quarantine(QueueId id, String why) {
        core.locked(() -> markDamaged(id));
        return each(id, finishing(RecipientEvent.DAMAGED, SmtpReply.of(554, 3, 0, why)));
    }

    private void markDamaged(QueueId id) {
        var message = core.index().find(id);
        if (message != null) {
            message.damaged = true;
        }
    }

    private static Change finishing(RecipientEvent event, SmtpReply reply) {
        return (recipient, settlement, _) -> {
            if (!waits(recipient) && recipient.state() != RecipientState.HELD) {
                return false;
            }
            settlement.finish(recipient, event, reply);
            return true;
        };
    }

    private static boolean waits(Recipient recipient) {
        return recipient.state() == RecipientState.READY
                || recipient.state() == RecipientState.DEFERRED;
    }

    private int each(QueueId id, Change change) {
        int changed = core.locked(() -> eachLocked(id, change));
        scheduler.startSlots();
        return changed;
    }

    private int eachLocked(QueueId id, Change change) {
        var message = core.index().find(id);
        if (message == null) {
            return 0;
        }
        var now = core.now();
        var settlement = new Settlement(core, message, now);
        int changed = 0;
        for (int i = 0; i < message.recipients(); i++) {
            var recipient = message.recipient(i);
            if (recipient.lane != null && change.to(recipient, settlement, now)) {
                changed++;
            }
        }
        if (changed > 0) {
            settlement.post();
            scheduler.expiry().note(message);
            scheduler.pump(now);
        }
        return changed;
    }
}
