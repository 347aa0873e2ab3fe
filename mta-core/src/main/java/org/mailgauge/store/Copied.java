package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;

/**
 * What was copied or moved (RFC 4315 COPYUID); the n-th UID of one set is the n-th of the other.
 *
 * @param mailbox where the copies are
 * @param uidValidity of that mailbox
 * @param sources those that existed; perhaps none
 */
public record Copied(ObjectId mailbox, long uidValidity, UidSet sources, UidSet copies) {}
