/**
 * Instrument truth: what a manager sees in both modules while real sessions run through the whole
 * MTA on a simulated machine.
 */
@NullMarked
package org.mailgauge.truth;

import org.jspecify.annotations.NullMarked;
