/**
 * The durable queue: journal, index, states, scheduler. A message is durable when its group commit
 * returns; the format is in {@code docs/queue-format.md}, the states in {@code
 * docs/queue-states.md}.
 */
@NullMarked
package org.mailgauge.queue;

import org.jspecify.annotations.NullMarked;
