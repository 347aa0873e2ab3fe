package org.mailgauge.store;

import org.mailgauge.queue.QueueId;

/**
 * Names one delivery of the queue.
 *
 * @param recipient its ordinal in the message's envelope, from 0
 */
public record DeliveryKey(QueueId message, int recipient) {}
