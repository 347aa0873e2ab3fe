/**
 * An index of the texts of messages, by Lucene, one for each account: which messages a search has
 * to look at. It is beside the store, never asked for the truth, and made anew where it is not
 * good. May know {@code mailaccess}, {@code search}, {@code store}, {@code port} and values.
 */
@NullMarked
package org.mailgauge.fulltext;

import org.jspecify.annotations.NullMarked;
