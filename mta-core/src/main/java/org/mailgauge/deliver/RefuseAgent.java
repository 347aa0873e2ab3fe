package org.mailgauge.deliver;

import org.mailgauge.observe.MtaEvent;
import org.mailgauge.observe.Observer;
import org.mailgauge.queue.Slot;
import org.mailgauge.queue.Slot.Outcome;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.SmtpReply;

import java.util.Collections;
import java.util.List;

/**
 * Fails what a route {@code error:} leads here: for good with a status of class 5, for now with one
 * of class 4. Safe for use by any thread.
 */
public final class RefuseAgent implements DeliveryAgent {
    private final Observer observer;

    public RefuseAgent(Observer observer) {
        this.observer = observer;
    }

    @Override
    public void deliver(Slot slot) {
        if (!(slot.nextHop() instanceof NextHop.Refuse route)) {
            throw new IllegalArgumentException("not an error: route: " + slot.nextHop());
        }
        boolean forGood = route.status().level() == 5;
        var reply = new SmtpReply(forGood ? 550 : 450, route.status(), List.of(route.text()));
        var outcome = forGood ? new Outcome.Bounced(reply) : new Outcome.Deferred(reply);
        for (var job = slot.next(); job.isPresent(); job = slot.next()) {
            for (var recipient : job.get().recipients()) {
                observer.tell(
                        new MtaEvent.ProcessingError(
                                slot.channel(), recipient.destination(), route.status()));
            }
            slot.settle(job.get(), Collections.nCopies(job.get().recipients().size(), outcome));
        }
    }
}
