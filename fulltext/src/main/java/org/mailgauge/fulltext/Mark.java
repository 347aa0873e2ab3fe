package org.mailgauge.fulltext;

import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.ObjectId;

import java.util.HashMap;
import java.util.Map;

/**
 * How far a mailbox was gone through: its messages below a UID are in the index, or were gone.
 *
 * @param validity its UIDVALIDITY then
 * @param next the UID
 */
record Mark(long validity, long next) {
    /** What a mailbox begins with. */
    private static final long FIRST = 1;

    /**
     * UIDs by which a mailbox leaps when it comes from a backup, halved: what was expunged since
     * the backup is back then, and perhaps not in an index that is younger.
     */
    private static final long LEAP = 1L << 19;

    static Mark none(MailboxStatus status) {
        return new Mark(status.mailbox().uidValidity(), FIRST);
    }

    /** Whether it is right still. */
    boolean isOf(MailboxStatus status) {
        return isOf(status.mailbox().uidValidity(), status.uidNext());
    }

    /** Whether it was right when the view was opened. */
    boolean isOf(MailboxView view) {
        return isOf(view.uidValidity(), view.uidNext());
    }

    private boolean isOf(long uidValidity, long uidNext) {
        return uidValidity == validity && uidNext - next < LEAP;
    }

    /** Whether all messages are below it. */
    boolean isEnd(MailboxStatus status) {
        return isOf(status) && next >= status.uidNext();
    }

    private String text() {
        return validity + " " + next;
    }

    private static Mark read(String text) {
        int blank = text.indexOf(' ');
        return new Mark(
                Long.parseLong(text.substring(0, blank)),
                Long.parseLong(text.substring(blank + 1)));
    }

    /** Those of mailboxes, as an index keeps them. */
    static Map<String, String> texts(Map<ObjectId, Mark> marks) {
        var texts = new HashMap<String, String>();
        marks.forEach((mailbox, mark) -> texts.put(mailbox.text(), mark.text()));
        return texts;
    }

    /**
     * Reads what {@link #texts} gave.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Map<ObjectId, Mark> read(Map<String, String> texts) {
        var marks = new HashMap<ObjectId, Mark>();
        try {
            texts.forEach((mailbox, text) -> marks.put(new ObjectId(mailbox), read(text)));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("no marks", e);
        }
        return marks;
    }
}
