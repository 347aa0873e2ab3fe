/**
 * The whole MTA in a simulated world: real server, queue, journal, scheduler and SMTP on both
 * sides, with simulated time, disk, network, clients and next hops. One seed is one run.
 */
@NullMarked
package org.mailgauge.whole;

import org.jspecify.annotations.NullMarked;
