package org.mailgauge.store;

/**
 * What a {@link MailboxView#poll} took in.
 *
 * @param expunged UIDs that are no longer in the view
 * @param sequences the sequence numbers they had, highest first: told in this order, each is right
 *     when it is told
 * @param arrived UIDs that are new in the view
 * @param changed UIDs, neither new nor expunged, whose flags or mod-sequence changed
 * @param highestModSequence all changes up to it have been told to this view; lower than the
 *     mailbox's while expunges are held back (RFC 7162 section 3.2.6), so fit for HIGHESTMODSEQ
 * @param ended whether the mailbox was deleted, or has been given another UIDVALIDITY: the view
 *     stays as it is, and must be closed
 */
public record Changes(
        UidSet expunged,
        int[] sequences,
        UidSet arrived,
        UidSet changed,
        long highestModSequence,
        boolean ended) {

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return expunged.isEmpty() && arrived.isEmpty() && changed.isEmpty() && !ended;
    }
}
