/** Postfix, watched: its instances, and what their logs and queues tell. */
@NullMarked
package org.mailgauge.collect.postfix;

import org.jspecify.annotations.NullMarked;
