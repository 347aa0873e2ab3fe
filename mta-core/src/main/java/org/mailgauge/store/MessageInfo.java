package org.mailgauge.store;

import org.mailgauge.mime.Traits;

import java.time.Instant;

/**
 * A message in a mailbox, without its content.
 *
 * @param uid 1 to 4,294,967,294
 * @param octets of its content, CRLF included
 * @param internalDate whole seconds
 * @param saveDate when it came into this mailbox (RFC 8514), whole seconds
 * @param emailId the same for all copies of one message (RFC 8474)
 * @param threadId the same for messages that belong together; see docs/store-format.md
 * @param traits of its content
 */
public record MessageInfo(
        long uid,
        long modSequence,
        Flags flags,
        long octets,
        Instant internalDate,
        Instant saveDate,
        ObjectId emailId,
        ObjectId threadId,
        Traits traits) {}
