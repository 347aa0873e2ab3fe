/**
 * The snapshot as Prometheus metrics, through Micrometer. Every scrape is of one snapshot, and
 * carries its sequence; what is unknown has no series. Names and texts are in {@link
 * org.mailgauge.agent.metrics.Families}, from which {@code docs/metrics.md} is made.
 */
@NullMarked
package org.mailgauge.agent.metrics;

import org.jspecify.annotations.NullMarked;
