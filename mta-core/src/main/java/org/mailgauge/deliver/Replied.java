package org.mailgauge.deliver;

import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;

/** What a peer replied, as a reason of ours. */
final class Replied {
    private Replied() {}

    /** The reply as a transient failure: a host that takes nothing now may do so later. */
    static SmtpReply later(SmtpReply reply) {
        if (reply.transientFailure()) {
            return reply;
        }
        if (reply.positive()) {
            return SmtpReply.of(451, 5, 0, "Unexpected reply: " + reply);
        }
        var status = reply.status();
        return new SmtpReply(
                reply.code() - 100,
                status == null ? null : new EnhancedStatus(4, status.subject(), status.detail()),
                reply.lines());
    }
}
