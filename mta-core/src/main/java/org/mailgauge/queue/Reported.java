package org.mailgauge.queue;

import java.time.Duration;
import java.util.List;

/**
 * What a report of ours tells, kept in its envelope: once the report is durable, so is what it
 * tells, even when the state change of the original is not on disk yet.
 *
 * @param original the message that it is about
 * @param delay the threshold that a delay report is about; zero for other reports
 * @param ends the recipients that it gives up; none for a delay report
 */
public record Reported(QueueId original, Duration delay, List<End> ends) {
    public Reported {
        ends = List.copyOf(ends);
    }

    /**
     * Some neighbouring recipients with one end.
     *
     * @param ordinal the first of them
     * @param count how many, at least 1
     * @param state bounced or expired
     */
    public record End(int ordinal, int count, RecipientState state) {}
}
