package org.mailgauge.collect.postfix.queue;

import java.util.Locale;
import java.util.Optional;

/** The queues of Postfix that hold messages, in the order in which one passes through them. */
public enum PostfixQueue {
    /** Given by local programs, not yet picked up. */
    MAILDROP(0),
    /** Taken, not yet looked at by the queue manager. */
    INCOMING(1),
    /** Being delivered, or about to be. */
    ACTIVE(2),
    /** To be tried again. */
    DEFERRED(3),
    /** Held until the operator lets them go. */
    HOLD(4);

    private static final PostfixQueue[] ALL = values();

    private final int place;

    PostfixQueue(int place) {
        this.place = place;
    }

    /** From 0 on without a gap. */
    int place() {
        return place;
    }

    /** Its folder below {@code queue_directory}, also its name in every text of Postfix. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a name; empty for an unknown one. */
    public static Optional<PostfixQueue> named(String folder) {
        for (var queue : ALL) {
            if (queue.folder().equals(folder)) {
                return Optional.of(queue);
            }
        }
        return Optional.empty();
    }
}
