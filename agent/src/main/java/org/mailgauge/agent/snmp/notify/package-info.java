/**
 * How notifications get to their receivers: traps at once, informs by a queue on disk until they
 * are acknowledged. Knows nothing of what they say.
 */
@NullMarked
package org.mailgauge.agent.snmp.notify;

import org.jspecify.annotations.NullMarked;
