package org.mailgauge.queue;

import java.util.ArrayList;
import java.util.List;

/** A report that is to be written. Guarded by the queue's lock. */
sealed interface ReportItem {
    Message message();

    /** About recipients whose end is decided; more may join until it is taken. */
    record Failed(Message message, List<Failure> failures) implements ReportItem {
        public Failed {
            failures = new ArrayList<>(failures);
        }
    }

    /** About a delay: the message has passed so many thresholds. */
    record Delayed(Message message, int thresholds) implements ReportItem {}
}
