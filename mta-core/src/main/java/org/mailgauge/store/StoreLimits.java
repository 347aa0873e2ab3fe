package org.mailgauge.store;

/**
 * What a store takes at most.
 *
 * @param keywords different ones in one mailbox, over all its time
 * @param mailboxes in one account
 * @param subscriptions of one account
 * @param annotations of one mailbox, or of one account's server
 * @param annotationOctets of one annotation's value
 * @param identifiers in one mailbox's access control list
 * @param summaryOctets of a summary that is kept; a larger one is made each time it is wanted
 */
public record StoreLimits(
        int keywords,
        int mailboxes,
        int subscriptions,
        int annotations,
        int annotationOctets,
        int identifiers,
        int summaryOctets) {

    public static final StoreLimits DEFAULT =
            new StoreLimits(50, 10_000, 10_000, 100, 64 << 10, 100, 64 << 10);
}
