package org.mailgauge.queue;

import static org.mailgauge.queue.RecipientEvent.ABANDONED;
import static org.mailgauge.queue.RecipientEvent.DAMAGED;
import static org.mailgauge.queue.RecipientEvent.DELETED;
import static org.mailgauge.queue.RecipientEvent.DELIVERED;
import static org.mailgauge.queue.RecipientEvent.DISCARDED;
import static org.mailgauge.queue.RecipientEvent.DUE;
import static org.mailgauge.queue.RecipientEvent.EXPIRED;
import static org.mailgauge.queue.RecipientEvent.FAILING;
import static org.mailgauge.queue.RecipientEvent.HELD;
import static org.mailgauge.queue.RecipientEvent.PUT_OFF;
import static org.mailgauge.queue.RecipientEvent.REFUSED;
import static org.mailgauge.queue.RecipientEvent.RELAYED;
import static org.mailgauge.queue.RecipientEvent.RELEASED;
import static org.mailgauge.queue.RecipientEvent.TAKEN;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;

/** The legal transitions, as in {@code docs/queue-states.md}; a test compares the two. */
final class Transitions {
    private static final Map<RecipientState, Map<RecipientEvent, RecipientState>> TABLE =
            new EnumMap<>(RecipientState.class);

    static {
        legal(RecipientState.READY, TAKEN, RecipientState.IN_DELIVERY);
        legal(RecipientState.READY, PUT_OFF, RecipientState.DEFERRED);
        legal(RecipientState.READY, HELD, RecipientState.HELD);
        legal(RecipientState.READY, FAILING, RecipientState.DEFERRED);
        legal(RecipientState.READY, REFUSED, RecipientState.BOUNCED);
        legal(RecipientState.READY, EXPIRED, RecipientState.EXPIRED);
        legal(RecipientState.READY, DISCARDED, RecipientState.DISCARDED);
        legal(RecipientState.READY, DELETED, RecipientState.DELETED);
        legal(RecipientState.READY, DAMAGED, RecipientState.QUARANTINED);

        legal(RecipientState.IN_DELIVERY, RELAYED, RecipientState.RELAYED);
        legal(RecipientState.IN_DELIVERY, DELIVERED, RecipientState.DELIVERED);
        legal(RecipientState.IN_DELIVERY, PUT_OFF, RecipientState.DEFERRED);
        legal(RecipientState.IN_DELIVERY, FAILING, RecipientState.DEFERRED);
        legal(RecipientState.IN_DELIVERY, REFUSED, RecipientState.BOUNCED);
        legal(RecipientState.IN_DELIVERY, EXPIRED, RecipientState.EXPIRED);
        legal(RecipientState.IN_DELIVERY, DISCARDED, RecipientState.DISCARDED);
        legal(RecipientState.IN_DELIVERY, DAMAGED, RecipientState.QUARANTINED);
        legal(RecipientState.IN_DELIVERY, ABANDONED, RecipientState.READY);

        legal(RecipientState.DEFERRED, DUE, RecipientState.READY);
        legal(RecipientState.DEFERRED, HELD, RecipientState.HELD);
        legal(RecipientState.DEFERRED, FAILING, RecipientState.DEFERRED);
        legal(RecipientState.DEFERRED, REFUSED, RecipientState.BOUNCED);
        legal(RecipientState.DEFERRED, EXPIRED, RecipientState.EXPIRED);
        legal(RecipientState.DEFERRED, DELETED, RecipientState.DELETED);
        legal(RecipientState.DEFERRED, DAMAGED, RecipientState.QUARANTINED);

        legal(RecipientState.HELD, RELEASED, RecipientState.READY);
        legal(RecipientState.HELD, FAILING, RecipientState.DEFERRED);
        legal(RecipientState.HELD, REFUSED, RecipientState.BOUNCED);
        legal(RecipientState.HELD, DELETED, RecipientState.DELETED);
        legal(RecipientState.HELD, DAMAGED, RecipientState.QUARANTINED);
    }

    private Transitions() {}

    private static void legal(RecipientState from, RecipientEvent event, RecipientState to) {
        TABLE.computeIfAbsent(from, _ -> new EnumMap<>(RecipientEvent.class)).put(event, to);
    }

    /** The state after an event; null when the event is not legal in that state. */
    static @Nullable RecipientState of(RecipientState from, RecipientEvent event) {
        var legal = TABLE.get(from);
        return legal == null ? null : legal.get(event);
    }
}
