/**
 * Messages as RFC 5322 and MIME describe them (docs/mime.md): how a content is built, and what is
 * found in it as it streams by. Pure: no I/O, clock, thread or logger.
 */
@NullMarked
package org.mailgauge.mime;

import org.jspecify.annotations.NullMarked;
