/**
 * Alarms on the snapshot: what is measured, the rules by which an alarm is raised and cleared, what
 * is kept of that over restarts, and the ways on which it is told. Knows snapshots, never events.
 */
@NullMarked
package org.mailgauge.agent.alarm;

import org.jspecify.annotations.NullMarked;
