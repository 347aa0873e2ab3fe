/**
 * The command line. Commands that look at a running server ask it through its loopback API; none
 * opens the data directory behind its back. Knows the configuration; does not know how the server
 * is built.
 */
@NullMarked
package org.mailgauge.agent.cli;

import org.jspecify.annotations.NullMarked;
