/**
 * Decisions on what clients may do: whose mail is taken, from where. Knows routes and
 * configuration, not connections. Pure but for what it is given.
 */
@NullMarked
package org.mailgauge.policy;

import org.jspecify.annotations.NullMarked;
