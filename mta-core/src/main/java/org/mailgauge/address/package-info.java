/**
 * Mail and network addresses as values, and their parsers. Pure: no I/O, clock, thread or logger.
 */
@NullMarked
package org.mailgauge.address;

import org.jspecify.annotations.NullMarked;
