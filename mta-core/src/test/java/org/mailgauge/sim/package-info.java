/**
 * Simulated adapters of {@link org.mailgauge.port}: virtual time, an in-memory network with faults,
 * seeded randomness, names from a table, and tasks that can be waited for.
 */
@NullMarked
package org.mailgauge.sim;

import org.jspecify.annotations.NullMarked;
