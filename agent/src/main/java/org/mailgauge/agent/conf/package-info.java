/**
 * The configuration file: one table of keys ({@link org.mailgauge.agent.conf.Keys}) from which the
 * reader, the annotated sample, the JSON Schema and the manual page are made. Reading is pure: text
 * in, records or problems out; it never throws, and it reports every problem, not the first.
 */
@NullMarked
package org.mailgauge.agent.conf;

import org.jspecify.annotations.NullMarked;
