package org.mailgauge.store;

import java.util.Set;

/**
 * The figures of a mailbox at one moment (SELECT, STATUS).
 *
 * @param uidNext greater than every UID that was ever given in it; 1 to 4,294,967,295
 * @param highestModSequence at least 1, never less than before
 * @param messages how many there are
 * @param octets of all of them together
 * @param unseen how many are without {@code \Seen}
 * @param firstUnseen UID of the first of these; 0 when there is none
 * @param deleted how many have {@code \Deleted}
 * @param deletedOctets of these together (RFC 9208 DELETED-STORAGE)
 * @param recent how many no session has claimed
 * @param keywords all that its messages have or had; never more than {@link StoreLimits#keywords}
 */
public record MailboxStatus(
        MailboxInfo mailbox,
        long uidNext,
        long highestModSequence,
        int messages,
        long octets,
        int unseen,
        long firstUnseen,
        int deleted,
        long deletedOctets,
        int recent,
        Set<Keyword> keywords) {
    public MailboxStatus {
        keywords = Set.copyOf(keywords);
    }
}
