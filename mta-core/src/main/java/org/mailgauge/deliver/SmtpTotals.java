package org.mailgauge.deliver;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjDoubleConsumer;

/** What SMTP delivery counts beside the events. Safe for use by any thread. */
final class SmtpTotals {
    /**
     * Transactions whose final reply was lost: the peer may have the message, and gets it again.
     */
    final LongAdder uncertain = new LongAdder();

    /** Messages begun again on a new association as the peer had ended a used one. */
    final LongAdder again = new LongAdder();

    void read(ObjDoubleConsumer<String> into) {
        into.accept("smtp_out_uncertain_total", (double) uncertain.sum());
        into.accept("smtp_out_begun_again_total", (double) again.sum());
    }
}
