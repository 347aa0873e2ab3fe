/**
 * The log of the mail store: an append-only row of segments, and files for large contents. Knows
 * frames, not what they mean; the format is docs/store-format.md. Works on {@code port.Disk}, so
 * that a simulation can fail it.
 */
@NullMarked
package org.mailgauge.store.log;

import org.jspecify.annotations.NullMarked;
