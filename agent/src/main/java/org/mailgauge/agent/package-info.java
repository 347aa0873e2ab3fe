/**
 * Start and stop of the whole program: the command line's entry, the wiring and the order of
 * shutdown. Everything may be used from here; nothing may depend on it.
 */
@NullMarked
package org.mailgauge.agent;

import org.jspecify.annotations.NullMarked;
