package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Traits;

import java.io.IOException;
import java.util.List;
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

    /**
     * The mailbox when the view was opened; not to be asked for after the first {@link #poll}, as
     * sessions are long and need it no more.
     *
     * @throws IllegalStateException after that
     */
    MailboxStatus opened();

    /** Of the mailbox that was opened. */
    long uidValidity();

    /** UIDNEXT when the view was opened. */
    long uidNext();

    /**
     * Waits until what the view lists is at hand. Of a view that {@link MailboxStore#begin} gave
     * only {@link #opened} and what it has, {@link #messages}, {@link #firstUnseen}, {@link
     * #keywords} and {@link #close} are sure not to wait before, and what cannot throw an
     * IOException fails with an unchecked one if it does not come.
     */
    default void settle() throws IOException {}

    /** How many messages there are; the highest sequence number. */
    int messages();

    /**
     * The sequence number of the first message that was without {@code \\Seen} when the view was
     * opened; 0 when there was none. As {@link #opened} not to be asked for later.
     */
    default int firstUnseen() {
        long uid = opened().firstUnseen();
        return uid == 0 ? 0 : sequence(uid);
    }

    /**
     * The UID of a sequence number.
     *
     * @param sequence 1 to {@link #messages}
     */
    long uid(int sequence);

    /**
     * The size of a message.
     *
     * @param sequence 1 to {@link #messages}
     */
    long octets(int sequence);

    /**
     * The traits of a message.
     *
     * @param sequence 1 to {@link #messages}
     */
    Traits traits(int sequence);

    /** The sequence number of a UID; 0 when the view has no such message. */
    int sequence(long uid);

    /** All UIDs of the view. */
    UidSet uids();

    /**
     * One message, with the flags that the last poll took in; empty when the view has none of that
     * UID.
     */
    Optional<MessageInfo> message(long uid) throws IOException;

    /**
     * Shows those of the messages that the view has, as {@link #message}, by UID, until the visitor
     * has enough. Memory does not grow with their number.
     *
     * @return whether all were shown
     */
    boolean visit(UidSet uids, Visitor visitor) throws IOException;

    /**
     * All keywords that the mailbox's messages have or had at the last poll; a poll may add some at
     * the end.
     */
    List<Keyword> keywords();

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
