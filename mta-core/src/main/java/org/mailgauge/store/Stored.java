package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;

/**
 * Where messages are now (RFC 4315 APPENDUID).
 *
 * @param uids consecutive, in the order in which the messages were given; not empty
 * @param modSequence that the messages have
 */
public record Stored(ObjectId mailbox, long uidValidity, UidSet uids, long modSequence) {}
