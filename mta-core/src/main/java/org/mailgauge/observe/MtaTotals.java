package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

/** What is counted about an MTA as a whole. Guarded by the ledger's lock. */
final class MtaTotals {
    long receivedMessages;
    long receivedOctets;
    long transmittedMessages;
    long transmittedOctets;
    long converted;
    long conversionsFailed;
    long loops;

    // The books, in recipients.
    private long carried;
    private long received;
    private long generated;
    private long expandedIn;
    private long expandedOut;
    private long relayed;
    private long delivered;
    private long bounced;
    private long expired;
    private long deleted;
    private long discarded;
    private long quarantined;

    void received(MtaEvent.Received event, boolean ours) {
        if (event.messageFirst()) {
            receivedMessages++;
            receivedOctets += event.octets();
        }
        if (ours) {
            generated += event.recipients();
        } else {
            received += event.recipients();
        }
    }

    void carried(int recipients) {
        carried += recipients;
    }

    void expanded(int in, int out) {
        expandedIn += in;
        expandedOut += out;
    }

    void settled(MtaEvent.Settled event) {
        int recipients = event.recipients();
        switch (event.outcome()) {
            case RELAYED -> relayed += recipients;
            case DELIVERED -> delivered += recipients;
            case BOUNCED -> bounced += recipients;
            case EXPIRED -> expired += recipients;
            case DELETED -> deleted += recipients;
            case DISCARDED -> discarded += recipients;
            case QUARANTINED -> quarantined += recipients;
        }
        if (event.outcome().transmitted() && event.messageFirst()) {
            transmittedMessages++;
            transmittedOctets += event.octets();
        }
    }

    /** All of them. */
    long[] totals() {
        return new long[] {
            receivedMessages,
            receivedOctets,
            transmittedMessages,
            transmittedOctets,
            converted,
            conversionsFailed,
            loops,
            carried,
            received,
            generated,
            expandedIn,
            expandedOut,
            relayed,
            delivered,
            bounced,
            expired,
            deleted,
            discarded,
            quarantined
        };
    }

    /** Goes on from what {@link #totals} gave. */
    void goOn(long[] from) {
        receivedMessages = from[0];
        receivedOctets = from[1];
        transmittedMessages = from[2];
        transmittedOctets = from[3];
        converted = from[4];
        conversionsFailed = from[5];
        loops = from[6];
        carried = from[7];
        received = from[8];
        generated = from[9];
        expandedIn = from[10];
        expandedOut = from[11];
        relayed = from[12];
        delivered = from[13];
        bounced = from[14];
        expired = from[15];
        deleted = from[16];
        discarded = from[17];
        quarantined = from[18];
    }

    /**
     * @param stored null while it is not known
     */
    MtaSnapshot.Books books(@Nullable Long stored) {
        return new MtaSnapshot.Books(
                carried,
                received,
                generated,
                expandedOut,
                stored,
                relayed,
                delivered,
                bounced,
                expired,
                deleted,
                discarded,
                quarantined,
                expandedIn);
    }

    long receivedRecipients() {
        return received + generated;
    }

    long transmittedRecipients() {
        return relayed + delivered;
    }
}
