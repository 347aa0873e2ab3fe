package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.ReversePath;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a message apart from its content.
 *
 * @param recipients at least one, without duplicates; a recipient's ordinal is its place here
 * @param arrived wall clock
 * @param inbound name of the inbound group that took it ({@code smtp-in}), or empty for a message
 *     of our own making
 * @param client who gave it to us, for the operator: HELO name and address
 * @param eightBit whether the content has octets above 127 (BODY=8BITMIME was given, or they were
 *     seen)
 * @param messageId the Message-ID with angle brackets, or null when the content has none
 * @param reported what it reports on, when it is a report of ours; else null
 */
public record Envelope(
        ReversePath reversePath,
        List<ForwardPath> recipients,
        Instant arrived,
        String inbound,
        String client,
        boolean eightBit,
        @Nullable String messageId,
        @Nullable Reported reported) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("no recipients");
        }
    }

    /** Of a message that is no report of ours. */
    public Envelope(
            ReversePath reversePath,
            List<ForwardPath> recipients,
            Instant arrived,
            String inbound,
            String client,
            boolean eightBit,
            @Nullable String messageId) {
        this(reversePath, recipients, arrived, inbound, client, eightBit, messageId, null);
    }
}
