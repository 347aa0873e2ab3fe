package org.mailgauge.store;

import java.io.IOException;
import java.util.Optional;

/**
 * What one session sees of a mailbox: messages under sequence numbers that change only in {@link
 * #poll}. One thread uses it at a time. Flags are those of now or of the last poll, whichever the
 * store has at hand.
 *
 * <p>A message that someone expunged stays in the view until {@link #poll} may tell it, with the
 * flags that it had at the last poll or later.
 *
 * <p><b>Recent</b> (IMAP4rev1 only) is not a flag of a message but a UID of the mailbox: messages
 * at or above it have been told to no one. A view that is opened to write claims them when it opens
 * and whenever a poll tells arrivals, and no later view has them as recent; one opened to read sees
 * them and claims nothing. After a crash a claim may be lost (RFC 3501 section 2.3.2: what can't be
 * known should be recent).
 */
public interface MailboxView extends AutoCloseable {

    /** The mailbox when the view was opened. */
    MailboxStatus opened();

    /** How many messages there are; the highest sequence number. */
    int messages();

    /**
     * The UID of a sequence number.
     *
     * @param sequence 1 to {@link #messages}
     */
    long uid(int sequence);

    /** The sequence number of a UID; 0 when the view has no such message. */
    int sequence(long uid);

    /** All UIDs of the view. */
    UidSet uids();

    /** One message; empty when the view has none of that UID. */
    Optional<MessageInfo> message(long uid) throws IOException;

    /**
     * Shows those of the messages that the view has, by UID, until the visitor has enough. Memory
     * does not grow with their number.
     *
     * @return whether all were shown
     */
    boolean visit(UidSet uids, Visitor visitor) throws IOException;

    /** Those of the view's messages whose mod-sequence is greater. */
    UidSet changedSince(long modSequence) throws IOException;

    /**
     * The UIDs that vanished after a mod-sequence (RFC 7162 section 3.2.5.1), as far as the view
     * does not have them. Where the store has forgotten so early ones: all UIDs below UIDNEXT that
     * the view does not have.
     */
    UidSet vanishedSince(long modSequence) throws IOException;

    /** Which of the view's messages are recent to it. */
    UidSet recent();

    /**
     * Takes in what happened since the last poll, the session's own changes too. Asks the store,
     * not only what this process knows.
     *
     * @param expunges whether expunges may be told (RFC 9051 section 7.5.1: not during FETCH, STORE
     *     and SEARCH); those that may not stay for a later poll
     */
    Changes poll(boolean expunges) throws IOException;

    @Override
    void close();

    /** Sees messages. */
    interface Visitor {
        /** Sees one. @return whether to go on */
        boolean see(MessageInfo message) throws IOException;
    }
}
