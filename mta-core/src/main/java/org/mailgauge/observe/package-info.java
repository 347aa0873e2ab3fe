/**
 * What can be counted: one event per fact, one ledger that turns events into totals, one immutable
 * snapshot that every view reads. The counting rules are in {@code docs/counting.md}, the columns
 * of each kind of group in {@code docs/columns.md}.
 */
@NullMarked
package org.mailgauge.observe;

import org.jspecify.annotations.NullMarked;
