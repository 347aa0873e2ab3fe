package org.mailgauge.queue;

import org.mailgauge.observe.Groups.QueueState;
import org.mailgauge.observe.MtaEvent;

import java.util.Locale;
import java.util.Optional;

/**
 * The states of a queued recipient and the legal transitions between them, as in {@code
 * docs/queue-states.md}. When and why a deferred one is tried next stands beside the state.
 */
public enum RecipientState {
    READY(0),
    IN_DELIVERY(1),
    DEFERRED(2),
    HELD(3),
    DELIVERED(4),
    RELAYED(5),
    BOUNCED(6),
    EXPIRED(7),
    DELETED(8),
    DISCARDED(9),
    QUARANTINED(10);

    private static final RecipientState[] BY_CODE = values();
    private final int code;

    RecipientState(int code) {
        this.code = code;
    }

    /** The state after an event; empty when the event is not legal here. */
    public Optional<RecipientState> after(RecipientEvent event) {
        return Optional.ofNullable(Transitions.of(this, event));
    }

    /** The state after an event that must be legal here. */
    RecipientState on(RecipientEvent event) {
        var state = Transitions.of(this, event);
        if (state == null) {
            throw new IllegalStateException(event + " while " + this);
        }
        return state;
    }

    /** Whether the recipient is still stored. */
    public boolean live() {
        return code <= 3;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The group of states in which it is counted; only for live ones. */
    QueueState group() {
        return switch (this) {
            case READY -> QueueState.READY;
            case IN_DELIVERY -> QueueState.IN_DELIVERY;
            case DEFERRED -> QueueState.DEFERRED;
            case HELD -> QueueState.HELD;
            case DELIVERED, RELAYED, BOUNCED, EXPIRED, DELETED, DISCARDED, QUARANTINED ->
                    throw new IllegalStateException("not stored: " + this);
        };
    }

    /** The outcome that is told; only for final ones. */
    MtaEvent.Outcome outcome() {
        return switch (this) {
            case DELIVERED -> MtaEvent.Outcome.DELIVERED;
            case RELAYED -> MtaEvent.Outcome.RELAYED;
            case BOUNCED -> MtaEvent.Outcome.BOUNCED;
            case EXPIRED -> MtaEvent.Outcome.EXPIRED;
            case DELETED -> MtaEvent.Outcome.DELETED;
            case DISCARDED -> MtaEvent.Outcome.DISCARDED;
            case QUARANTINED -> MtaEvent.Outcome.QUARANTINED;
            case READY, IN_DELIVERY, DEFERRED, HELD ->
                    throw new IllegalStateException("not final: " + this);
        };
    }

    /** Its code in state records; never changes its meaning. */
    int code() {
        return code;
    }

    /** The state of a code; empty for an unknown one. */
    static Optional<RecipientState> of(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
