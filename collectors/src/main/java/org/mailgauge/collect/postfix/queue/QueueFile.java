package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * What the envelope in a queue file tells. Addresses are raw, not quoted, decoded as UTF-8, at most
 * 4,000 characters.
 *
 * @param octets of the content, as {@code postqueue} shows them; null when the file does not say
 *     (in maildrop, or when it is still being written)
 * @param arrived when the message came to this system first; null when it is not told
 * @param sender empty for the null reverse-path; null when it is not told
 * @param recipients to whom it is still to be delivered
 * @param done how many others there were
 * @param clientName null when it is not told, as are the others
 * @param smtpUtf8 whether the client asked for SMTPUTF8
 * @param finished whether it is taken: false while Postfix still writes it
 * @param complete whether these are all recipients
 */
public record QueueFile(
        @Nullable Long octets,
        @Nullable Instant arrived,
        @Nullable String sender,
        List<Recipient> recipients,
        int done,
        @Nullable String clientName,
        @Nullable String clientAddress,
        @Nullable String saslUser,
        @Nullable String envelopeId,
        boolean smtpUtf8,
        boolean finished,
        boolean complete) {
    public QueueFile {
        recipients = List.copyOf(recipients);
    }

    /**
     * A recipient.
     *
     * @param offset of its record in the file, by which defer files name it
     * @param original what it was before it was rewritten; null when it was not
     */
    public record Recipient(String address, @Nullable String original, long offset) {}
}
