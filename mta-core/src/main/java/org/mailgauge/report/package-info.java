/**
 * Reports about mail of others, composed (RFC 3464 in RFC 6522): what is known goes in, the octets
 * of a message come out. Pure: no I/O, clock, thread or logger. Nothing that a sender or a next hop
 * wrote can add a line, a field or a part.
 */
@NullMarked
package org.mailgauge.report;

import org.jspecify.annotations.NullMarked;
