/**
 * Messages as RFC 5322 and MIME describe them: what is found in a content as it streams by. Pure:
 * no I/O, clock, thread or logger.
 */
@NullMarked
package org.mailgauge.mime;

import org.jspecify.annotations.NullMarked;
