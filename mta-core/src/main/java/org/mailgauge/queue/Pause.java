package org.mailgauge.queue;

import java.time.Instant;
import java.util.Locale;

/**
 * What the operator has stopped: no attempt begins there until it is resumed. Attempts under way
 * end, mail is still taken, and the time after which mail expires goes on.
 *
 * @param name of the channel or, in lower case, the destination domain
 * @param reason the operator's words, perhaps empty
 * @param by who paused it
 */
public record Pause(Kind kind, String name, String reason, String by, Instant since) {
    /** What can be paused. */
    public enum Kind {
        CHANNEL,
        DESTINATION;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
