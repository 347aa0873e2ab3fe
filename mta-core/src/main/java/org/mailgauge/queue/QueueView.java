package org.mailgauge.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The queue as the operator sees it. Safe for use by any thread; answers are bounded, and long
 * looks are taken in slices, so that mail never waits for them.
 */
public interface QueueView {

    /**
     * Messages of which a stored recipient is meant, the oldest first; those that are named in the
     * order in which they are, on one page.
     *
     * @param after the {@link Page#next} of the page before, or null for the first page
     * @param limit at most so many rows, 1 to 1000
     */
    Page list(Selection selection, @Nullable String after, int limit);

    /**
     * One line per destination domain with stored mail, those with the most recipients first.
     *
     * @param limit at most so many lines
     */
    List<Destination> summary(int limit);

    /**
     * Recipients by destination and age, the destinations with the most first.
     *
     * @param limit at most so many destinations
     */
    Matrix matrix(int limit);

    /**
     * Why recipients that are meant are where they are, in the order of arrival.
     *
     * @param limit at most so many recipients, 1 to 1000
     */
    List<Why> why(Selection selection, int limit);

    /** All that is known of one message; empty when it is not in the queue. Parks on the disk. */
    Optional<Detail> show(QueueId id);

    /**
     * Some rows.
     *
     * @param next where the next page begins; null when this was the last
     */
    record Page(List<Row> rows, @Nullable String next) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A message in short.
     *
     * @param state the first of in-delivery, ready, deferred, held that a recipient is in
     * @param reversePath empty for the null one
     * @param recipient the first of those that are meant
     * @param recipients how many wait
     * @param age since arrival, by the ticker
     * @param reason why that recipient waits
     * @param nextAttempt when it is next looked at; null when nothing is scheduled
     * @param lastReply its last reply; null before the first attempt
     * @param replyClass what kind of trouble that reply tells of
     */
    record Row(
            QueueId id,
            RecipientState state,
            String reversePath,
            String recipient,
            int recipients,
            long octets,
            Instant arrived,
            Duration age,
            String channel,
            WaitReason reason,
            @Nullable Instant nextAttempt,
            @Nullable SmtpReply lastReply,
            ReplyClass replyClass) {}

    /**
     * A destination domain.
     *
     * @param group the name of the MTA group in which it is counted
     * @param routes channel and next hop of its recipients, usually one
     * @param age of its oldest message
     * @param nextRetry the earliest scheduled attempt; null when none is scheduled
     * @param lastReply the last failure on the way there; null when there was none
     */
    record Destination(
            String domain,
            String group,
            List<String> routes,
            long messages,
            long recipients,
            long octets,
            Instant oldest,
            Duration age,
            @Nullable Instant nextRetry,
            @Nullable SmtpReply lastReply) {
        public Destination {
            routes = List.copyOf(routes);
        }
    }

    /**
     * Recipients by destination and age: a column for each limit with those younger than it (and
     * not younger than the one before), and one for those that are older than all. Ages count from
     * arrival, in whole minutes of the ticker.
     *
     * @param minutes the limits
     * @param total of all destinations
     * @param rows some destinations, the largest first
     * @param domains how many destinations there are
     */
    record Matrix(List<Integer> minutes, Profile total, List<Profile> rows, int domains) {
        public Matrix {
            minutes = List.copyOf(minutes);
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row of the matrix.
     *
     * @param name the destination domain; empty in the total
     */
    record Profile(String name, long recipients, List<Long> columns) {
        public Profile {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A message in full.
     *
     * @param envelope as it was accepted, all recipients
     * @param recipients those still stored, at most 1000
     * @param settled recipients that have left the queue
     */
    record Detail(
            QueueId id,
            Envelope envelope,
            long octets,
            Duration age,
            Instant expires,
            List<Waiting> recipients,
            int settled) {
        public Detail {
            recipients = List.copyOf(recipients);
        }
    }

    /** A recipient that waits; the fields as in {@link Row}. */
    record Waiting(
            int ordinal,
            String path,
            RecipientState state,
            String channel,
            String nextHop,
            WaitReason reason,
            int attempts,
            @Nullable Instant nextAttempt,
            @Nullable SmtpReply lastReply,
            ReplyClass replyClass) {}
}
