package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.StatusItem;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;

import java.util.List;

/** Tells a mailbox's figures (RFC 9051 section 7.3.4). */
final class Statuses {
    private final Extensions extensions;
    private final long appendLimit;

    /**
     * @param appendLimit octets that a message may have (RFC 7889)
     */
    Statuses(Extensions extensions, long appendLimit) {
        this.extensions = extensions;
        this.appendLimit = appendLimit;
    }

    /**
     * A STATUS response.
     *
     * @param name of the mailbox, as the user has it
     */
    void write(ResponseBuffer out, MailboxName name, MailboxStatus status, List<StatusItem> items) {
        out.text("* STATUS ");
        Names.write(out, name, extensions);
        out.text(" (");
        for (int i = 0; i < items.size(); i++) {
            out.text(i == 0 ? "" : " ").text(items.get(i).text()).octet(' ');
            item(out, status, items.get(i));
        }
        out.octet(')').line();
    }

    private void item(ResponseBuffer out, MailboxStatus status, StatusItem item) {
        switch (item) {
            case MESSAGES -> out.number(status.messages());
            case RECENT -> out.number(status.recent());
            case UIDNEXT -> out.number(status.uidNext());
            case UIDVALIDITY -> out.number(status.mailbox().uidValidity());
            case UNSEEN -> out.number(status.unseen());
            case DELETED -> out.number(status.deleted());
            case SIZE -> out.number(status.octets());
            case HIGHESTMODSEQ -> out.number(status.highestModSequence());
            case APPENDLIMIT -> out.number(appendLimit);
            case MAILBOXID -> out.octet('(').text(status.mailbox().id().text()).octet(')');
            case DELETED_STORAGE -> out.number(status.deletedOctets());
        }
    }
}
