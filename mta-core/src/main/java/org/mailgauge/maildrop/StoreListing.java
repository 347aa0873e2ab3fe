package org.mailgauge.maildrop;

import org.mailgauge.mime.Traits;
import org.mailgauge.pop3.Listing;

import java.util.BitSet;

/** What was in an INBOX when it was opened: 16 octets of memory a message. Filled, then read. */
final class StoreListing implements Listing {
    private static final int LINE_END = 2;

    private final long uidValidity;
    private final long[] uids;
    private final long[] octets;
    private final BitSet international = new BitSet();

    /**
     * The arrays become its own.
     *
     * @param octets as they are stored
     */
    StoreListing(long uidValidity, long[] uids, long[] octets) {
        this.uidValidity = uidValidity;
        this.uids = uids;
        this.octets = octets;
    }

    /** Takes in what is known of a message, once. */
    void know(int message, Traits traits) {
        octets[message] += traits.openEnded() ? LINE_END : 0;
        international.set(message, traits.international());
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
        return international.get(message);
    }
}
