/**
 * The HTTP face: status page, metrics, health and the API that the command line uses. Everything is
 * rendered from one snapshot; nothing here changes the MTA. Knows the snapshot, the queue's view
 * and the metrics page.
 */
@NullMarked
package org.mailgauge.agent.admin;

import org.jspecify.annotations.NullMarked;
