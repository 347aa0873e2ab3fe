/**
 * Postfix's log lines, parsed: {@link org.mailgauge.collect.postfix.log.LogLineParser} makes one
 * event of one line. Pure and total: any octets give a value, none throws; a number that is not
 * there, or does not fit, is absent. Knows {@code smtp}'s values of {@code mta-core}, and nothing
 * of where lines come from.
 */
@NullMarked
package org.mailgauge.collect.postfix.log;

import org.jspecify.annotations.NullMarked;
