/**
 * The queue of a Postfix that already runs, by its folders or else by what {@code postqueue -j}
 * tells. Parsers are pure and total; folders and programs are reached by the ports of {@code
 * collect.machine} alone, for reading only. Of {@code mta-core} it knows values of {@code observe}
 * and {@code smtp}, and {@code port.Time}.
 */
@NullMarked
package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.NullMarked;
