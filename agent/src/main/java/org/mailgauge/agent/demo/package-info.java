/**
 * What {@code demo} adds to the server: a next hop on loopback that can be failed and mended, and a
 * bounded generator of mail, both made of the MTA's own parts.
 */
@NullMarked
package org.mailgauge.agent.demo;

import org.jspecify.annotations.NullMarked;
