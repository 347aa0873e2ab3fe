package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What is known of one message; null is not known.
 *
 * @param queue by its name, which may be one that is new to us
 * @param octets of the content
 * @param recipients to whom it is still to be delivered
 */
public record QueuedMessage(
        String id,
        String queue,
        @Nullable Instant arrived,
        @Nullable Long octets,
        @Nullable Integer recipients) {}
