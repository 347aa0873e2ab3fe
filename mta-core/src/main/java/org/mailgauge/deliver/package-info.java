/** Delivery agents: what is done with a message at its next hop, one agent per kind of next hop. */
@NullMarked
package org.mailgauge.deliver;

import org.jspecify.annotations.NullMarked;
