package org.mailgauge.deliver;

import org.mailgauge.queue.Slot;

/** Delivers messages to one kind of next hop. Safe for use by any thread. */
public interface DeliveryAgent {

    /**
     * Delivers the jobs of a slot until it has none, on the calling (virtual) thread. Every job
     * taken from the slot is settled when this returns, whatever happened; it throws nothing.
     */
    void deliver(Slot slot);
}
