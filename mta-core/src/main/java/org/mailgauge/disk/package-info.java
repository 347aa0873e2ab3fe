/**
 * What the files of the queue and of the mail store have in common: checksums, chunked content, and
 * the space that is kept in reserve. Knows the ports only.
 */
@NullMarked
package org.mailgauge.disk;

import org.jspecify.annotations.NullMarked;
