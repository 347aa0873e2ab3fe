package org.mailgauge.config;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.Mailbox;

/**
 * The mailboxes of this server.
 *
 * @param separator between an account's local part and the rest of a sub-address (RFC 5233); empty
 *     when there are no sub-addresses
 * @param folders whether mail for a sub-address goes into the mailbox of that name, where there is
 *     one
 * @param postmaster the account that gets mail for {@code postmaster} and {@code abuse} of each
 *     local domain, where these are no accounts; null when nobody does
 * @param overQuotaForGood whether the sender of what has no room is told at once
 * @param quotaOctets of each account; 0 for no limit
 */
public record MailboxConfig(
        String separator,
        boolean folders,
        @Nullable Mailbox postmaster,
        boolean overQuotaForGood,
        long quotaOctets) {
    public static final MailboxConfig DEFAULT = new MailboxConfig("+", false, null, false, 0);
}
