/**
 * The AgentX sub-agent (RFC 2741): serves our part of the MIB through the SNMP agent of the host,
 * read-only. Codec, answers, clock and session are pure; {@link
 * org.mailgauge.agent.agentx.Subagent} is the loop that drives them over a connection of the port
 * {@code Net}. It depends on {@code port}, {@code address} and the values of the SNMP library; only
 * the wiring and the pages that show its status may depend on it.
 */
@NullMarked
package org.mailgauge.agent.agentx;

import org.jspecify.annotations.NullMarked;
