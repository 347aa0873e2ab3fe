package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;
import org.mailgauge.smtp.SmtpReply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What an MTA holds now. The owner (the queue) tells its events and answers this under one lock, so
 * that within {@link #read} the ledger's totals and the levels are of the same moment.
 */
public interface Stock {

    /**
     * Calls the reader with the levels of now, under the owner's lock; cost is of the order of the
     * groups and rows, never the depth.
     */
    void read(Consumer<Levels> reader);

    /** By the clock on the wall: whoever observes waits so long, and goes on without. */
    Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * The same, unless the owner does not answer within some time.
     *
     * @return whether the reader was called
     */
    default boolean read(Duration atMost, Consumer<Levels> reader) {
        read(reader);
        return true;
    }

    /**
     * All levels of one moment.
     *
     * @param total the whole queue
     * @param groups one level per holding group that exists
     * @param unserved the destinations that have waited longest, in that order, at most {@link
     *     #UNSERVED}
     * @param states for each channel that holds mail, one for each state, also when nothing is in
     *     it
     * @param destinations null when they are not kept apart
     * @param paused null when it is not known
     * @param kinds those of whose groups it is known what they hold: nothing, where there is no
     *     level
     */
    record Levels(
            Level total,
            List<GroupLevel> groups,
            List<Unserved> unserved,
            List<StateLevel> states,
            @Nullable Destinations destinations,
            @Nullable Stopped paused,
            Set<MtaGroup.Kind> kinds) {
        private static final Set<MtaGroup.Kind> ALL = Set.of(MtaGroup.Kind.values());

        public Levels {
            groups = List.copyOf(groups);
            unserved = List.copyOf(unserved);
            states = List.copyOf(states);
            kinds = Set.copyOf(kinds);
        }

        /** Those of a stock that knows of every group. */
        public Levels(
                Level total,
                List<GroupLevel> groups,
                List<Unserved> unserved,
                List<StateLevel> states,
                @Nullable Destinations destinations,
                @Nullable Stopped paused) {
            this(total, groups, unserved, states, destinations, paused, ALL);
        }

        /** Those of a stock that keeps neither states nor destinations apart. */
        public Levels(Level total, List<GroupLevel> groups) {
            this(total, groups, List.of(), List.of(), null, null);
        }
    }

    /** What the operator has stopped, by name. */
    record Stopped(Set<String> channels, Set<String> destinations) {
        public Stopped {
            channels = Set.copyOf(channels);
            destinations = Set.copyOf(destinations);
        }

        /**
         * Whether it is the group that is stopped, rather than something on the way; null for kinds
         * that cannot be.
         */
        @Nullable Boolean stops(MtaGroup group) {
            return switch (group.kind()) {
                case OUTBOUND, LOCAL -> channels.contains(group.name());
                case DESTINATION -> destinations.contains(group.name());
                case INBOUND, STATE -> null;
            };
        }
    }

    /** How many destinations for which recipients wait are told of. */
    int UNSERVED = 64;

    /**
     * A destination domain for which at least 5 recipients wait to be tried again.
     *
     * @param group in which it is counted
     * @param recipients that wait; held ones do not
     * @param sinceTicks since when so many have waited and none has got through, on the ticker
     * @param servedTicks when one got through last; null when none did since mail last began to
     *     wait
     * @param lastReply the last failure on the way there; null when there was none
     * @param replyClass what kind of trouble that tells of, by its label; {@code none} when there
     *     was none
     */
    record Unserved(
            String domain,
            MtaGroup group,
            long recipients,
            long sinceTicks,
            @Nullable Long servedTicks,
            @Nullable SmtpReply lastReply,
            String replyClass) {}

    /**
     * A group's level.
     *
     * @param deferred its recipients that are deferred now, by the class of the last reply, of
     *     channels and destinations; classes of which there are none may be missing
     */
    record GroupLevel(MtaGroup group, Level level, Map<ReplyClass, Long> deferred) {
        public GroupLevel {
            deferred = Map.copyOf(deferred);
        }

        /** One in which nothing is deferred. */
        public GroupLevel(MtaGroup group, Level level) {
            this(group, level, Map.of());
        }
    }

    /**
     * Messages waiting.
     *
     * @param recipients null when they are not known of all messages
     * @param octets null likewise
     * @param oldest when the oldest of them was placed here, by the wall clock; null when there is
     *     none
     * @param oldestTicks the same on the monotonic ticker (may lie before the process began, then
     *     less than its start)
     * @param oldestMessageId its Message-ID with angle brackets, or null when there is none
     * @param nextRetryTicks when the next attempt is due, on the ticker; null when none is
     *     scheduled
     * @param dueTicks since when the recipient that has been due longest could have been tried, on
     *     the ticker, to a sixteenth of a second; null when none could. Of a queue state it is that
     *     of the recipients in it
     */
    record Level(
            long messages,
            @Nullable Long recipients,
            @Nullable Long octets,
            @Nullable Instant oldest,
            long oldestTicks,
            @Nullable String oldestMessageId,
            @Nullable Long nextRetryTicks,
            @Nullable Long dueTicks) {
        public static final Level EMPTY = new Level(0, 0, 0, null, 0, null, null);

        /** The recipients in a queue of ours, which always knows them. */
        public long ownRecipients() {
            return Objects.requireNonNull(recipients, "not a queue of ours");
        }

        /** The octets in a queue of ours. */
        public long ownOctets() {
            return Objects.requireNonNull(octets, "not a queue of ours");
        }

        /** One in which nothing is due. */
        public Level(
                long messages,
                long recipients,
                long octets,
                @Nullable Instant oldest,
                long oldestTicks,
                @Nullable String oldestMessageId,
                @Nullable Long nextRetryTicks) {
            this(
                    messages,
                    recipients,
                    octets,
                    oldest,
                    oldestTicks,
                    oldestMessageId,
                    nextRetryTicks,
                    null);
        }
    }
}
