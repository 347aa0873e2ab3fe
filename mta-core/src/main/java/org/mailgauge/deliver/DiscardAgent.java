package org.mailgauge.deliver;

import org.mailgauge.queue.Slot;
import org.mailgauge.queue.Slot.Outcome;

import java.util.Collections;

/** Drops what a route {@code discard} leads here, without a report. Safe for use by any thread. */
public final class DiscardAgent implements DeliveryAgent {

    @Override
    public void deliver(Slot slot) {
        for (var job = slot.next(); job.isPresent(); job = slot.next()) {
            int recipients = job.get().recipients().size();
            slot.settle(
                    job.get(), Collections.nCopies(recipients, (Outcome) new Outcome.Discarded()));
        }
    }
}
