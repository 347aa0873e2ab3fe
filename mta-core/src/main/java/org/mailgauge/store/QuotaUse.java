package org.mailgauge.store;

/**
 * What an account keeps, beside what it may.
 *
 * @param octets of all its messages, each copy for itself
 */
public record QuotaUse(Quota limit, long octets, long messages) {

    /** Whether so much more would still be within the quota. */
    public boolean hasRoom(long moreOctets, long moreMessages) {
        return moreOctets <= limit.octets() - octets && moreMessages <= limit.messages() - messages;
    }
}
