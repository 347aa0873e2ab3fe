package org.mailgauge.store.log;

/**
 * Where a log ends after it was read.
 *
 * @param sequence of the last frame that counts
 */
record LogEnd(long epoch, long offset, long sequence, long nextEpoch) {}
