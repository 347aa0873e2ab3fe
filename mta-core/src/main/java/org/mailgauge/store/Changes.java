package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;

import java.util.Arrays;

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
 * @param held whether expunges are held back
 * @param ended whether the mailbox was deleted, or has been given another UIDVALIDITY: the view
 *     stays as it is, and must be closed
 */
public record Changes(
        UidSet expunged,
        int[] sequences,
        UidSet arrived,
        UidSet changed,
        long highestModSequence,
        boolean held,
        boolean ended) {

    /**
     * What this poll and the next one took in together, when nothing of this one has been told. A
     * message that came and went is in neither; this one must not have taken in expunges.
     */
    public Changes then(Changes next) {
        var unseen = next.expunged.and(arrived);
        int skipped = (int) unseen.size(); // what came last has the highest numbers
        return new Changes(
                next.expunged.minus(unseen),
                Arrays.copyOfRange(next.sequences, skipped, next.sequences.length),
                arrived.minus(unseen).or(next.arrived),
                changed.or(next.changed).minus(next.expunged).minus(arrived),
                Math.max(highestModSequence, next.highestModSequence),
                next.held,
                ended || next.ended);
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return expunged.isEmpty() && arrived.isEmpty() && changed.isEmpty() && !ended;
    }
}
