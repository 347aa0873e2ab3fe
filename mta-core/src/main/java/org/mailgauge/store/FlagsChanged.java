package org.mailgauge.store;

import org.mailgauge.mailbox.UidSet;

/**
 * What a change of flags did.
 *
 * @param changed those whose flags are others than before
 * @param unchanged those that had these flags already
 * @param modified those left as they were because of {@link FlagChange#unchangedSince} (RFC 7162
 *     MODIFIED)
 * @param modSequence that the changed ones have; the mailbox's highest when there are none
 */
public record FlagsChanged(UidSet changed, UidSet unchanged, UidSet modified, long modSequence) {}
