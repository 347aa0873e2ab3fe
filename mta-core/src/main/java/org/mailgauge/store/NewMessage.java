package org.mailgauge.store;

import org.mailgauge.queue.Content;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A message to be stored.
 *
 * @param content read from its start to its end before the call returns, perhaps by another thread
 *     and more than once; the caller sees to it that every line ends in CRLF, the last one too (so
 *     that POP3's sizes are right), which is not checked
 * @param internalDate cut to whole seconds
 * @param summary what was computed of the content at arrival (ENVELOPE, BODYSTRUCTURE), in a form
 *     that only its reader knows; empty when nothing was, at most {@link StoreLimits#summaryOctets}
 * @param threadKeys texts, as its Message-ID and those it refers to: a message is put into the
 *     thread of the oldest message of the account that shared one of them, as far as the store
 *     remembers; at most 64 of 1 to 255 characters, further and longer ones are dropped
 */
public record NewMessage(
        Content content,
        Flags flags,
        Instant internalDate,
        byte[] summary,
        List<String> threadKeys) {

    private static final int KEYS = 64;
    private static final int KEY_CHARACTERS = 255;

    public NewMessage {
        internalDate = internalDate.truncatedTo(ChronoUnit.SECONDS);
        threadKeys =
                threadKeys.stream()
                        .filter(key -> !key.isEmpty() && key.length() <= KEY_CHARACTERS)
                        .distinct()
                        .limit(KEYS)
                        .toList();
    }

    /** One of which nothing was computed. */
    public NewMessage(Content content, Flags flags, Instant internalDate) {
        this(content, flags, internalDate, new byte[0], List.of());
    }
}
