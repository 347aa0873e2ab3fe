/**
 * The append-only log of segments that is the queue's spool, crash-recovery log and history. It
 * knows ids, envelopes and states as octets only; what they mean is the queue's business. The
 * format is in {@code docs/queue-format.md}.
 */
@NullMarked
package org.mailgauge.queue.journal;

import org.jspecify.annotations.NullMarked;
