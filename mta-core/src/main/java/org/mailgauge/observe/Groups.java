package org.mailgauge.observe;

import java.util.List;

/**
 * The groups of one MTA: finds them by name, creates them on first need, and gives each the index
 * that its name has always had. Safe for use by any thread; a group is never removed.
 */
public interface Groups {

    /**
     * The group of a service that takes mail in ({@code smtp-in} ...); configured ones exist from
     * the start.
     */
    MtaGroup inbound(String name);

    /**
     * The group of a channel that holds mail ({@code smtp-out}, {@code local}, {@code hold}, a
     * route's own).
     */
    MtaGroup channel(String name);

    /** The group of a queue state. */
    MtaGroup state(QueueState state);

    /**
     * The group in which a destination domain is counted now: its own when admitted, else {@code
     * other}.
     */
    MtaGroup destination(String domain);

    /** All groups so far, by index. */
    List<MtaGroup> all();

    /**
     * The queue states by which the messages of the second collection are told apart, most active
     * first.
     */
    enum QueueState {
        IN_DELIVERY("in-delivery"),
        READY("ready"),
        DEFERRED("deferred"),
        HELD("held");

        private final String label;

        QueueState(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
