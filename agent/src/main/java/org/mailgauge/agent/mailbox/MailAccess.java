package org.mailgauge.agent.mailbox;

import org.jspecify.annotations.Nullable;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MessageKey;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * The mail of accounts, as the commands need it. Used by one thread. Every call throws {@link
 * RefusedException} when there is no such account or mailbox, or the store refuses.
 */
public interface MailAccess {

    /** A mailbox and its figures. */
    record Folder(MailboxName name, long messages, long unseen, long octets) {}

    /** A message that is there. */
    record Item(long uid, Flags flags, Instant internalDate, long octets) {}

    /** A message that was removed and can be brought back. */
    record Lost(MessageKey key, MailboxName mailbox, Instant removed, Item message) {}

    /** Takes messages one by one; their content may be read only meanwhile. */
    interface Taker {
        void take(Item item, InputStream content) throws IOException;
    }

    /** An account's mail beside what it may keep. */
    record Room(AccountName account, QuotaUse use) {}

    List<Folder> folders(AccountName account) throws IOException;

    /** What accounts use and may. Of one that is named, or of all that are in use, by name. */
    List<Room> rooms(@Nullable AccountName account) throws IOException;

    /** Says what an account may keep from now on, be it less than it does. */
    Room limit(AccountName account, Quota quota) throws IOException;

    /** Shows all messages of a mailbox, by UID. */
    void read(AccountName account, MailboxName mailbox, Taker taker) throws IOException;

    /** Makes a mailbox; without effect when there is one. */
    void make(AccountName account, MailboxName mailbox) throws IOException;

    /**
     * Appends a message.
     *
     * @param content with CRLF at the end of every line, read to its end
     */
    void append(
            AccountName account,
            MailboxName mailbox,
            Flags flags,
            Instant internalDate,
            InputStream content)
            throws IOException;

    /** What was removed since, the latest first. */
    List<Lost> lost(AccountName account, Instant since, int most) throws IOException;

    /** Brings messages back, all or none. @return how many */
    long undelete(AccountName account, List<MessageKey> messages, MailboxName into)
            throws IOException;
}
