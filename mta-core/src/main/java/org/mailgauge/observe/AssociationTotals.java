package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

/**
 * What is counted about the associations of an application or a group. Guarded by the ledger's
 * lock.
 */
final class AssociationTotals {
    private static final String NEVER = "never";
    private static final int REASON_LENGTH = 255;

    long inbound;
    long outbound;
    long accumulatedInbound;
    long accumulatedOutbound;
    long rejectedInbound;
    long failedOutbound;
    @Nullable Long lastInbound;
    @Nullable Long lastOutbound;
    @Nullable Long lastAttempt;

    /** Why we last refused one: {@code never} before any attempt, empty before any refusal. */
    String rejectionReason = NEVER;

    /** Why our last failed attempt failed: {@code never} before any attempt, empty before any. */
    String failureReason = NEVER;

    void opened(boolean in, long now) {
        if (in) {
            inbound++;
            accumulatedInbound++;
            lastInbound = now;
            rejectionReason = attempted(rejectionReason);
        } else {
            outbound++;
            accumulatedOutbound++;
            lastOutbound = now;
            failureReason = attempted(failureReason);
        }
    }

    void closed(boolean in, long now) {
        if (in) {
            inbound--;
            lastInbound = now;
        } else {
            outbound--;
            lastOutbound = now;
        }
    }

    void rejected(String reason) {
        rejectedInbound++;
        rejectionReason = cut(reason);
    }

    void attempting(long now) {
        lastAttempt = now;
        failureReason = attempted(failureReason);
    }

    void failed(String reason) {
        failedOutbound++;
        failureReason = cut(reason);
    }

    /** Whether one is open again that was counted before. */
    void resumed(boolean in) {
        if (in) {
            inbound++;
        } else {
            outbound++;
        }
    }

    /** The totals, without what is open now. */
    long[] totals() {
        return new long[] {
            accumulatedInbound, accumulatedOutbound, rejectedInbound, failedOutbound
        };
    }

    /** Goes on from what {@link #totals} gave. */
    void goOn(long[] from) {
        accumulatedInbound = from[0];
        accumulatedOutbound = from[1];
        rejectedInbound = from[2];
        failedOutbound = from[3];
    }

    private static String attempted(String reason) {
        return reason.equals(NEVER) ? "" : reason;
    }

    private static String cut(String reason) {
        if (reason.length() <= REASON_LENGTH) {
            return reason;
        }
        boolean pair = Character.isHighSurrogate(reason.charAt(REASON_LENGTH - 1));
        return reason.substring(0, pair ? REASON_LENGTH - 1 : REASON_LENGTH);
    }
}
