package org.mailgauge.store;

import java.util.Set;

/**
 * A mailbox and what changes seldom.
 *
 * @param id stays when it is renamed (RFC 8474 MAILBOXID)
 * @param uidValidity 1 to 4,294,967,295
 */
public record MailboxInfo(ObjectId id, MailboxName name, long uidValidity, Set<SpecialUse> uses) {
    public MailboxInfo {
        uses = Set.copyOf(uses);
    }
}
