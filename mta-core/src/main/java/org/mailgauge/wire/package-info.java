/**
 * Listeners, connections and the loops that drive the pure sessions over them; every line, wait and
 * buffer is bounded here.
 */
@NullMarked
package org.mailgauge.wire;

import org.jspecify.annotations.NullMarked;
