package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A message as {@code postqueue -j} tells of it; what it does not tell is null.
 *
 * @param queue by its name
 * @param octets of the content; in maildrop of the file
 * @param sender {@code MAILER-DAEMON} for the null reverse-path
 * @param recipients to whom it is still to be delivered; in maildrop none are told
 */
public record PostqueueMessage(
        String queue,
        String id,
        @Nullable Instant arrived,
        @Nullable Long octets,
        boolean forcedExpire,
        @Nullable String sender,
        List<Recipient> recipients) {
    public PostqueueMessage {
        recipients = List.copyOf(recipients);
    }

    /**
     * A recipient.
     *
     * @param reason why it was put off last; null when it was not
     */
    public record Recipient(String address, @Nullable String reason) {}

    /** Without what was said. */
    QueuedMessage summary() {
        boolean told = !PostfixQueue.MAILDROP.folder().equals(queue);
        return new QueuedMessage(id, queue, arrived, octets, told ? recipients.size() : null);
    }
}
