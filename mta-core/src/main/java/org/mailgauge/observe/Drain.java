package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

/**
 * When something that is stored will be gone, if what comes in and what leaves go on as they lately
 * have; moments on the ticker, read through {@link Ages#untilEmpty}.
 *
 * @param emptyTicks the forecast
 * @param earliestTicks it is empty between this and {@code latestTicks} with a probability of 95 %
 * @param latestTicks null when it may not get empty at all
 */
public record Drain(long emptyTicks, long earliestTicks, @Nullable Long latestTicks) {}
