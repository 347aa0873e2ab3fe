/**
 * The SNMP agent and the command line's SNMP client: MTA-MIB (RFC 2789), NETWORK-SERVICES-MIB (RFC
 * 2788) and our own MAILGAUGE-MIB over the snapshot and the alarms, read-only. This is the only
 * place that knows Counter32, TimeTicks and kilo-octets; everything else counts in octets,
 * durations and ticks. It depends on {@code observe}, {@code agent.alarm}, {@code port}, {@code
 * address} and the network type of {@code config}; only the wiring and the command line may depend
 * on it. As an adapter it opens UDP sockets and keeps its own state files.
 */
@NullMarked
package org.mailgauge.agent.snmp;

import org.jspecify.annotations.NullMarked;
