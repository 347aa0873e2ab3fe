/**
 * SMTP (RFC 5321) as values and pure sessions, server and client side. Pure: no I/O, clock, thread
 * or logger.
 */
@NullMarked
package org.mailgauge.smtp;

import org.jspecify.annotations.NullMarked;
