/**
 * The adapters of {@link org.mailgauge.port} to the real machine; the only place in the core that
 * touches it.
 */
@NullMarked
package org.mailgauge.host;

import org.jspecify.annotations.NullMarked;
