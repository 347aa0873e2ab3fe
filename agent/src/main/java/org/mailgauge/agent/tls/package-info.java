/**
 * Certificates: pairs of PEM files read and checked, which of them a client gets to see, and one
 * that is made when none is given. Knows files and the JDK's keys, no sockets.
 */
@NullMarked
package org.mailgauge.agent.tls;

import org.jspecify.annotations.NullMarked;
