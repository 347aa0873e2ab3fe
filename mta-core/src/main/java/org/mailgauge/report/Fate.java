package org.mailgauge.report;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

import java.time.Instant;

/**
 * One recipient of a report.
 *
 * @param cause what ended it, or keeps it
 * @param host the next hop's name, without port; null when there was none
 * @param reply the last one; null when nobody said anything
 * @param attempts how often it was tried
 * @param lastAttempt null when it is not known, or there was none
 */
public record Fate(
        ForwardPath recipient,
        Cause cause,
        @Nullable String host,
        @Nullable SmtpReply reply,
        int attempts,
        @Nullable Instant lastAttempt) {

    private static final EnhancedStatus EXPIRED = new EnhancedStatus(4, 4, 7);

    /** What ended a recipient, or keeps it. */
    public enum Cause {
        /** The next hop's last word. */
        REFUSED_BY_HOST,
        /** This server's: a route, the operator, or something the next hop cannot take. */
        REFUSED_HERE,
        /** Its time was over. */
        EXPIRED,
        /** It waits still. */
        WAITING
    }

    /** The status, of the class that the cause demands (RFC 3463 section 2). */
    EnhancedStatus status() {
        return switch (cause) {
            case EXPIRED -> EXPIRED;
            case WAITING -> ofClass(4);
            case REFUSED_BY_HOST, REFUSED_HERE -> ofClass(5);
        };
    }

    private EnhancedStatus ofClass(int level) {
        if (reply == null) {
            return new EnhancedStatus(level, 0, 0);
        }
        var said = reply.statusOrDefault();
        return new EnhancedStatus(level, said.subject(), said.detail());
    }

    /** Whether the reply came from the next hop. */
    boolean saidByHost() {
        return host != null && cause != Cause.REFUSED_HERE;
    }
}
