/**
 * The server side of SASL mechanisms (RFC 4422), pure: octets in, challenges and questions out. No
 * I/O, clock, thread, randomness or logger; who has which password is asked of the caller.
 */
@NullMarked
package org.mailgauge.sasl;

import org.jspecify.annotations.NullMarked;
