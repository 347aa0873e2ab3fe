package org.mailgauge.store;

import org.mailgauge.queue.Content;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A message to be stored.
 *
 * @param content read from its start to its end before the call returns, perhaps by another thread
 *     and more than once; the caller sees to it that every line ends in CRLF, which is not checked
 *     but for the last one ({@link org.mailgauge.mime.Traits#openEnded})
 * @param internalDate cut to whole seconds
 */
public record NewMessage(Content content, Flags flags, Instant internalDate) {

    public NewMessage {
        internalDate = internalDate.truncatedTo(ChronoUnit.SECONDS);
    }
}
