/**
 * The seams to the world: time, disk, network, names, randomness and threads. Everything else in
 * the core reaches the machine only through these interfaces, so that a simulation can stand in for
 * it. Adapters live in {@code org.mailgauge.host}, simulated ones with the tests.
 */
@NullMarked
package org.mailgauge.port;

import org.jspecify.annotations.NullMarked;
