package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

/**
 * Why a recipient was put off, as a defer file has it. Texts are without control characters, at
 * most 2,000 octets.
 *
 * @param recipient as printed, a local part being quoted if need be
 * @param offset of the recipient's record in the queue file; 0 when it is not told
 * @param status enhanced status code; null when it is not told, as are the others
 * @param action {@code delayed} as a rule
 * @param diagnosticType {@code smtp} when the text is a peer's reply, {@code x-postfix} when it is
 *     Postfix's own
 * @param remoteHost who replied
 */
public record DeferEntry(
        String recipient,
        long offset,
        @Nullable String status,
        @Nullable String action,
        @Nullable String diagnosticType,
        @Nullable String diagnostic,
        @Nullable String remoteHost,
        @Nullable String reason) {

    /** What was said, as a reply. */
    public DeferralReason told() {
        return DeferralReason.of(this);
    }
}
