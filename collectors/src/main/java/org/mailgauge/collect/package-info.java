/**
 * What all collectors for foreign MTAs share. Of {@code mta-core} it may use {@code observe} only.
 */
@NullMarked
package org.mailgauge.collect;

import org.jspecify.annotations.NullMarked;
