/**
 * What all collectors for foreign MTAs share. Of {@code mta-core} it may use {@code observe}, ports
 * and values.
 */
@NullMarked
package org.mailgauge.collect;

import org.jspecify.annotations.NullMarked;
