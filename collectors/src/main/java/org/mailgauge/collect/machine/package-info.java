/** The machine on which foreign MTAs run, as collectors see it: they read, and change nothing. */
@NullMarked
package org.mailgauge.collect.machine;

import org.jspecify.annotations.NullMarked;
