package org.mailgauge.imap;

import java.util.List;

/**
 * Where ESEARCH looks (RFC 7377).
 *
 * @param filters none for the selected mailbox
 */
public record SearchSource(List<MailboxFilter> filters) {
    public SearchSource {
        filters = List.copyOf(filters);
    }
}
