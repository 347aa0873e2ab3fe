package org.mailgauge.maildrop;

import org.mailgauge.pop3.Listing;
import org.mailgauge.store.MailboxStore;

/** What was in an INBOX when it was opened: 16 octets of memory a message. Immutable. */
final class StoreListing implements Listing {
    private final MailboxStore inbox;
    private final long uidValidity;
    private final long[] uids;
    private final long[] octets;
    private final HeaderKinds headers;

    /** The arrays become its own. */
    StoreListing(
            MailboxStore inbox, long uidValidity, long[] uids, long[] octets, HeaderKinds headers) {
        this.inbox = inbox;
        this.uidValidity = uidValidity;
        this.uids = uids;
        this.octets = octets;
        this.headers = headers;
    }

    long uid(int message) {
        return uids[message];
    }

    @Override
    public int messages() {
        return uids.length;
    }

    @Override
    public long octets(int message) {
        return octets[message];
    }

    @Override
    public String uidl(int message) {
        return uidValidity + "." + uids[message];
    }

    @Override
    public boolean international(int message) {
        return headers.isInternational(inbox, uids[message]);
    }
}
