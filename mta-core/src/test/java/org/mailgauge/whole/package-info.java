/**
 * The whole MTA in a simulated world: real server, queue, journal, scheduler, SMTP on both sides,
 * LMTP and local delivery, with simulated time, disk, network, clients and next hops, and a mail
 * store in memory. One seed is one run.
 */
@NullMarked
package org.mailgauge.whole;

import org.jspecify.annotations.NullMarked;
