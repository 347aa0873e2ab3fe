/**
 * The HTTP face: status page, metrics, health and the API that the command line uses. Everything is
 * rendered from one snapshot. What the operator changes goes through the queue's control and is in
 * the audit log. Knows the snapshot, the queue's view and control, and the metrics page.
 */
@NullMarked
package org.mailgauge.agent.admin;

import org.jspecify.annotations.NullMarked;
