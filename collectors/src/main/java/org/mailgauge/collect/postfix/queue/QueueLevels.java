package org.mailgauge.collect.postfix.queue;

import org.jspecify.annotations.Nullable;
import org.mailgauge.observe.ReplyClass;
import org.mailgauge.observe.StateLevel;
import org.mailgauge.smtp.SmtpReply;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a Postfix holds. What could not be found out is absent, never 0.
 *
 * @param taken when it was looked at, by the wall clock
 * @param ticks the same on the monotonic ticker
 * @param queues a queue that could not be looked at is not among them
 * @param destinations of those messages whose details are known; null when a queue could not be
 *     looked at
 * @param corrupt files that Postfix has set aside as damaged; null when not known
 * @param saved files that it has set aside otherwise; null when not known
 * @param troubles why something is missing, at most 10
 */
public record QueueLevels(
        Instant taken,
        long ticks,
        Map<PostfixQueue, Level> queues,
        @Nullable Destinations destinations,
        @Nullable Long corrupt,
        @Nullable Long saved,
        List<Trouble> troubles) {
    public QueueLevels {
        queues = Map.copyOf(queues);
        troubles = List.copyOf(troubles);
    }

    /** Share of the messages whose details are known, 0 to 1; 1 when there are none. */
    public double coverage() {
        long messages = queues.values().stream().mapToLong(Level::messages).sum();
        long known = queues.values().stream().mapToLong(Level::known).sum();
        return messages == 0 ? 1 : (double) known / messages;
    }

    /**
     * One queue.
     *
     * @param messages that Postfix has taken; files that it still writes are not among them
     * @param known those whose details are known
     * @param unfinished files that it still writes, as far as they have been looked at
     * @param oldest when the message came that came first; null when there is none or when that is
     *     not known of all
     * @param ages messages by age, in the classes of {@link StateLevel#UP_TO}; null when that is
     *     not known of all
     * @param recipients null when not known of all, as are the next two
     * @param recipientAges recipients by the age of their message
     * @param nextRetry when the first is to be tried again, in the past when it is overdue; null
     *     when there is none, when that is not known of all, and in queues without retries
     * @param overdue messages that could have been tried again by now; null likewise
     */
    public record Level(
            long messages,
            long known,
            long unfinished,
            @Nullable Instant oldest,
            @Nullable List<Long> ages,
            @Nullable Long recipients,
            @Nullable Long octets,
            @Nullable List<Long> recipientAges,
            @Nullable Instant nextRetry,
            @Nullable Long overdue) {
        public Level {
            ages = ages == null ? null : List.copyOf(ages);
            recipientAges = recipientAges == null ? null : List.copyOf(recipientAges);
        }

        /** Share of the messages whose details are known, 0 to 1; 1 when there are none. */
        public double coverage() {
            return messages == 0 ? 1 : (double) known / messages;
        }
    }

    /**
     * The domains for which mail waits.
     *
     * @param count how many there are, as far as they are told apart
     * @param rows those with the most recipients, most first
     * @param rest all others together; a message for several domains counts for each
     */
    public record Destinations(int count, List<Destination> rows, Rest rest) {
        public Destinations {
            rows = List.copyOf(rows);
        }
    }

    /** What waits for domains that are not told of one by one. */
    public record Rest(long messages, long recipients) {}

    /**
     * A domain.
     *
     * @param name in lower case, as it stands in the address; empty for addresses without one
     * @param messages with a recipient there
     * @param oldest when the first of them came; null when not known
     * @param nextRetry of the first that is deferred, in the past when it is overdue; null when
     *     none is, or when that is not known
     * @param deferred its deferred recipients by what was said of them; of {@link ReplyClass#NONE}
     *     are those of whom nothing is known to be said. Classes of which there are none are
     *     missing
     * @param told what was said last; null when nothing is known to be
     */
    public record Destination(
            String name,
            long messages,
            long recipients,
            @Nullable Instant oldest,
            @Nullable Instant nextRetry,
            Map<ReplyClass, Long> deferred,
            @Nullable Told told) {
        public Destination {
            deferred = Map.copyOf(deferred);
        }
    }

    /**
     * Why something was put off.
     *
     * @param reply the peer's; or 451, rarely 550, with Postfix's own text when there was none
     * @param remoteHost who said it, or could not be reached; null when not known
     * @param at about when
     */
    public record Told(
            SmtpReply reply, ReplyClass replyClass, @Nullable String remoteHost, Instant at) {}

    /**
     * Something that could not be looked at.
     *
     * @param path of a folder or file
     * @param denied whether it is a right that is missing
     */
    public record Trouble(String path, boolean denied, String why) {}
}
