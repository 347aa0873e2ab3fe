package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mime.MessageIds;
import org.mailgauge.mime.Summary;

import java.time.Instant;
import java.util.List;

/**
 * What a message is threaded by.
 *
 * @param number of the message, in the order of the mailbox; more than 0
 * @param sent seconds since 1970; the internal date where no Date field tells
 * @param id its Message-ID, null without one
 * @param references identifiers of messages before it, the last one of the message that it answers
 */
public record Threadable(
        long number, long sent, BaseSubject subject, @Nullable String id, List<String> references) {

    public Threadable {
        references = List.copyOf(references);
    }

    /** As its summary tells; of In-Reply-To the first identifier, where References has none. */
    public static Threadable of(long number, Instant internalDate, Summary summary) {
        var envelope = summary.envelope();
        var references = summary.references();
        if (references.isEmpty() && envelope.inReplyTo() != null) {
            references = MessageIds.parse(envelope.inReplyTo(), 1);
        }
        var ids = envelope.messageId() == null ? null : MessageIds.parse(envelope.messageId(), 1);
        var subject = envelope.subject();
        return new Threadable(
                number,
                summary.sent()
                        .map(sent -> sent.toEpochSecond())
                        .orElse(internalDate.getEpochSecond()),
                BaseSubject.of(subject == null ? "" : subject),
                ids == null || ids.isEmpty() ? null : ids.getFirst(),
                references);
    }
}
