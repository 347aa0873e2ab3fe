/** Tests of the index of texts. */
@NullMarked
package org.mailgauge.fulltext;

import org.jspecify.annotations.NullMarked;
