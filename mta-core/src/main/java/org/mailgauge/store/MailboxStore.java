package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One mailbox, by its id: a rename does not touch it. Safe for use by any thread. After the mailbox
 * was deleted changes are refused with {@link Refusal.NoSuchMailbox}, and nothing is found.
 *
 * <p>Sets of UIDs may name messages that do not exist (RFC 9051 section 6.4.9): these are passed
 * over. Each change that changes anything takes one mod-sequence, greater than all before it in the
 * mailbox, and gives it to all messages that it touched; what it leaves as it is keeps its own.
 */
public interface MailboxStore extends Annotated {

    ObjectId id();

    /** The account that it belongs to. */
    AccountName owner();

    /** Its figures of now, or {@link Refusal.NoSuchMailbox}. */
    Outcome<MailboxStatus> status() throws IOException;

    /**
     * Appends messages, all or none, with consecutive UIDs in the order of the list (RFC 3502).
     *
     * @return where they are, or {@link Refusal.NoSuchMailbox}, {@link Refusal.OverQuota}, {@link
     *     Refusal.TooMany} keywords, {@link Refusal.Full}, {@link Refusal.Busy}
     */
    Outcome<Stored> append(List<NewMessage> messages) throws IOException;

    /**
     * Changes flags (RFC 7162 section 3.1.3: those of them whose mod-sequence is above {@link
     * FlagChange#unchangedSince} stay as they are).
     *
     * @return what came of it, or {@link Refusal.NoSuchMailbox}, {@link Refusal.TooMany} keywords
     */
    Outcome<FlagsChanged> change(UidSet uids, FlagChange change) throws IOException;

    /**
     * Expunges those of the messages that have {@code \Deleted} (EXPUNGE, UID EXPUNGE). They are
     * retained, and remembered as vanished.
     */
    Outcome<Removed> expunge(UidSet uids) throws IOException;

    /** Expunges the messages whatever their flags are (POP3's DELE). */
    Outcome<Removed> remove(UidSet uids) throws IOException;

    /**
     * Copies messages, all or none, in the order of their UIDs, with flags, internal date and
     * object ids; saved now.
     *
     * @param to a mailbox of the same account, this one too
     * @return source and copy correspond by their order; or {@link Refusal.NoSuchMailbox} of either
     *     side, {@link Refusal.OverQuota}, {@link Refusal.TooMany} keywords, {@link Refusal.Full}
     */
    Outcome<Copied> copy(UidSet uids, MailboxName to) throws IOException;

    /**
     * Copies and expunges in one (RFC 6851): no one sees both or neither. Needs no quota, and
     * retains nothing.
     */
    Outcome<Copied> move(UidSet uids, MailboxName to) throws IOException;

    /**
     * A message's content, octet by octet as it was given. It holds nothing open, and can be read
     * for an hour at least after the message was expunged.
     */
    Optional<Content> content(long uid) throws IOException;

    /**
     * The contents of some messages, in the order of their UIDs in the list, as {@link #content}.
     */
    default List<Optional<Content>> contents(List<Long> uids) throws IOException {
        var found = new ArrayList<Optional<Content>>();
        for (long uid : uids) {
            found.add(content(uid));
        }
        return found;
    }

    /**
     * Shows the summaries of messages by UID, until the visitor has enough. They are made when
     * messages arrive; of one that has none, or one of another version, the content is read, and
     * its summary kept. Memory does not grow with the number of messages. What arrives or vanishes
     * meanwhile is shown or not.
     *
     * @return whether all were shown
     */
    boolean summaries(UidSet uids, SummaryVisitor visitor) throws IOException;

    /** Sees summaries. */
    interface SummaryVisitor {
        /** Sees one. @return whether to go on */
        boolean see(long uid, Summary summary) throws IOException;

        /** Learns that a content cannot be read, so that nothing is known. @return as before */
        boolean unreadable(long uid) throws IOException;
    }

    /**
     * Sets annotations as {@link Annotated#annotate}; when they change, so does the mailbox's
     * highest mod-sequence (RFC 7162 section 3.2).
     */
    @Override
    Outcome<Boolean> annotate(List<AnnotationChange> changes) throws IOException;

    /** Who may do what with it; empty when it was deleted. */
    Acl acl() throws IOException;

    /**
     * Sets the rights of one identifier, or takes it out of the list when there are none.
     *
     * @param identifier as {@link Acl} has them
     * @return the list of now, or {@link Refusal.NoSuchMailbox}, {@link Refusal.TooMany}
     */
    Outcome<Acl> permit(String identifier, Rights rights) throws IOException;

    /**
     * Opens a view of it.
     *
     * @param wake called by any thread when there may be something to poll; it must be short, never
     *     block and not call the store; may be called for nothing
     * @return the view, or {@link Refusal.NoSuchMailbox}
     */
    Outcome<MailboxView> open(Mode mode, Runnable wake) throws IOException;

    /**
     * Begins to open a view of it: what it lists may come a little later ({@link
     * MailboxView#settle}), as it is now.
     *
     * @param wake as of {@link #open}
     */
    default Outcome<MailboxView> begin(Mode mode, Runnable wake) throws IOException {
        return open(mode, wake);
    }

    /** How a view is opened. */
    enum Mode {
        /** SELECT: claims what is recent. */
        READ_WRITE,
        /** EXAMINE: changes nothing. */
        READ_ONLY
    }
}
