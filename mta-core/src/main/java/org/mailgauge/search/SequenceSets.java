package org.mailgauge.search;

import org.mailgauge.imap.SequenceSet;
import org.mailgauge.mailbox.UidSet;

/**
 * What sequence sets mean in a mailbox. They stay numbers, in as few ranges as the client wrote,
 * since the UIDs of a mailbox may lie in as many ranges as it has messages.
 */
public interface SequenceSets {

    /** Those of no mailbox. */
    SequenceSets NONE =
            new SequenceSets() {
                @Override
                public UidSet saved() {
                    return UidSet.NONE;
                }

                @Override
                public UidSet numbers(SequenceSet messages, boolean byUid) {
                    return UidSet.NONE;
                }

                @Override
                public int sequence(long uid) {
                    return 0;
                }

                @Override
                public UidSet uids(UidSet sequences) {
                    return UidSet.NONE;
                }
            };

    /** The UIDs of {@code $}. */
    UidSet saved();

    /** The numbers of a set that is not {@code $}, whether there are such messages or not. */
    UidSet numbers(SequenceSet messages, boolean byUid);

    /** The sequence number of a UID; 0 when there is no such message. */
    int sequence(long uid);

    /** The UIDs of sequence numbers, of those that there are. */
    UidSet uids(UidSet sequences);
}
