package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.SmtpReply;

/**
 * What the text of a delivery tells.
 *
 * @param cause of the failure; {@link Cause#REPLY} also for a success that a peer told
 * @param peer who did or said it; null when the text names none
 * @param during the command to which it was, or what was done when it happened; null when the text
 *     does not say
 * @param reply the peer's; or one of ours, shaped as our own delivery makes it, so that the same
 *     table sorts both
 * @param suspended whether it was not tried, and this is why an attempt before had failed
 */
public record DeliveryText(
        Cause cause,
        @Nullable Peer peer,
        @Nullable String during,
        SmtpReply reply,
        boolean suspended) {

    /** What went wrong. */
    public enum Cause {
        /** A peer said so. */
        REPLY,
        /** A peer's greeting, or its reply to the first command, was a refusal. */
        NOT_TALKING,
        CONNECTION_REFUSED,
        CONNECTION_TIMED_OUT,
        NO_ROUTE,
        NETWORK_UNREACHABLE,
        /** Connecting failed otherwise. */
        NOT_CONNECTED,
        CONNECTION_LOST,
        NO_ANSWER,
        /** There is no such name, or it has no host for mail. */
        NAME_NOT_FOUND,
        /** Names cannot be looked up now. */
        NAME_LOOKUP_FAILED,
        TLS,
        AUTHENTICATION,
        LOOP,
        UNKNOWN_USER,
        TOO_LARGE,
        OVER_QUOTA,
        /** A program of this host failed. */
        COMMAND,
        /** Anything else, also successes at this host. */
        OTHER
    }
}
