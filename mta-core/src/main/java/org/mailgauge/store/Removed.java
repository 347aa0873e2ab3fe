package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;

/**
 * What was expunged.
 *
 * @param uids perhaps none
 * @param modSequence the mailbox's highest afterwards
 */
public record Removed(UidSet uids, long modSequence) {}
