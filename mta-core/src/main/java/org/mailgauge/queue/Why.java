package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;

/**
 * Why one recipient is where it is, and what happens next to it: read off the state by which the
 * scheduler acts, never guessed.
 *
 * @param waiting the recipient as all views show it
 * @param lastAttempt when its last attempt began, or ended if that was in an earlier run; null when
 *     there was none, or an earlier run did not leave its time
 * @param ahead how many messages go before it at its next hop, as things are; {@link #MOST_AHEAD}
 *     for so many or more, null when it does not wait there
 * @param next what happens next to it
 * @param at when that happens; null when it depends on something else than time
 * @param expires when it is given up; null when it never is as it stands
 * @param sentence all of it in words
 */
public record Why(
        QueueId id,
        QueueView.Waiting waiting,
        @Nullable Instant lastAttempt,
        @Nullable Integer ahead,
        Next next,
        @Nullable Instant at,
        @Nullable Instant expires,
        String sentence) {

    /** So many messages before a recipient are counted, and no more. */
    public static final int MOST_AHEAD = 1000;

    /** What happens next to a recipient. */
    public enum Next {
        /** A slot that has been or is being given out takes it. */
        TAKEN,
        /** It is taken when one of the associations that are up has done what it has in hand. */
        ASSOCIATION_FREE,
        /** Its attempt ends. */
        ATTEMPT_ENDS,
        /** It is tried by itself, when its time has come. */
        ATTEMPT,
        /** One message of those that wait for its next hop is tried. */
        PROBE,
        /** The probe under way ends. */
        PROBE_ENDS,
        /** Its route is looked up again. */
        ROUTE,
        /** Nothing, until the operator releases it. */
        RELEASE,
        /** Nothing, until the operator resumes its channel or destination. */
        RESUME,
        /** Nothing, until the server is started again. */
        START,
        /** The report about its end is on disk, and it leaves. */
        REPORT,
        /** It is given up. */
        EXPIRY;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
