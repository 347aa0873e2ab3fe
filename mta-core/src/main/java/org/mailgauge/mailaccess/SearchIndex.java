package org.mailgauge.mailaccess;

import org.mailgauge.mailbox.UidSet;
import org.mailgauge.search.TextKey;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;

import java.io.IOException;

/**
 * What knows the texts of messages, so that few of them must be read. It need not be exact: what it
 * leaves in is looked at. Safe for use by any thread.
 */
public interface SearchIndex {

    /** Knows nothing. */
    SearchIndex NONE = (_, _, _, uids) -> uids;

    /**
     * Those of a mailbox's messages that may be found; of what it does not know yet, all.
     *
     * @param key never too narrow: what it does not say may be so or not
     */
    UidSet candidates(MailboxStore mailbox, MailboxView view, TextKey key, UidSet uids)
            throws IOException;
}
