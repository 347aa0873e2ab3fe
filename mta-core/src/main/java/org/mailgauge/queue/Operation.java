package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What the operator can do to stored recipients. */
public enum Operation {
    /** Keeps what waits until it is released; it does not expire. */
    HOLD,
    /** Lets go what is held; a route {@code hold} keeps it at once again. */
    RELEASE,
    /** Tries now what was put off; a next hop that backs off is probed now. */
    RETRY,
    /** Gives up, as if refused: the sender gets a report. */
    BOUNCE,
    /** Removes, without a report. */
    DELETE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Why a recipient that is meant is left as it is. */
    public enum Skip {
        IN_DELIVERY("in delivery: the attempt ends first"),
        REPORTING("its end is decided: the report about it is being written"),
        HELD_ALREADY("held already"),
        NOT_HELD("not held"),
        HELD("held: release it instead"),
        NOT_PUT_OFF("not put off: tried as soon as an association is free"),
        PROBING("its next hop is being probed now"),
        PAUSED("paused: resume its channel or destination");

        private final String text;

        Skip(String text) {
            this.text = text;
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** In words. */
        public String text() {
            return text;
        }
    }

    /** Why it would do nothing to a stored recipient; null when it would do something. */
    @Nullable Skip skips(Recipient recipient) {
        var state = recipient.state();
        if (state == RecipientState.IN_DELIVERY) {
            return Skip.IN_DELIVERY;
        }
        if (recipient.failing()) {
            return Skip.REPORTING;
        }
        boolean held = state == RecipientState.HELD;
        return switch (this) {
            case HOLD -> held ? Skip.HELD_ALREADY : null;
            case RELEASE -> held ? null : Skip.NOT_HELD;
            case RETRY -> held ? Skip.HELD : skipsRetry(recipient);
            case BOUNCE, DELETE -> null;
        };
    }

    private static @Nullable Skip skipsRetry(Recipient recipient) {
        if (Standing.isPaused(recipient)) {
            return Skip.PAUSED;
        }
        if (recipient.state() != RecipientState.DEFERRED) {
            return Skip.NOT_PUT_OFF;
        }
        return Standing.isParked(recipient) && recipient.lane().hop.probe != null
                ? Skip.PROBING
                : null;
    }
}
