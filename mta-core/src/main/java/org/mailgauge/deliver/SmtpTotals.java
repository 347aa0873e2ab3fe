package org.mailgauge.deliver;

import org.mailgauge.smtp.MailProtocol;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/** What delivery counts beside the events. Safe for use by any thread. */
final class SmtpTotals {
    private final String prefix;

    SmtpTotals(MailProtocol protocol) {
        prefix = protocol.label() + "_out_";
    }

    /**
     * Transactions whose final reply was lost: the peer may have the message, and gets it again.
     */
    final LongAdder uncertain = new LongAdder();

    /** Messages begun again on a new association as the peer had ended a used one. */
    final LongAdder again = new LongAdder();

    /** Replies, or what are none, that came between two messages and answered nothing. */
    final LongAdder surplus = new LongAdder();

    void read(ObjDoubleConsumer<String> into) {
        into.accept(prefix + "uncertain_total", (double) uncertain.sum());
        into.accept(prefix + "begun_again_total", (double) again.sum());
        into.accept(prefix + "surplus_replies_total", (double) surplus.sum());
    }
}
