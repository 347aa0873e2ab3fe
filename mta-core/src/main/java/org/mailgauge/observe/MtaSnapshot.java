package org.mailgauge.observe;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The state of everything that is observed, at one moment. Immutable; equal sequence, equal numbers
 * in every view. Stamps are monotonic ticks of {@link org.mailgauge.port.Time#ticks}; null means
 * unknown or not applicable and is shown as absent.
 *
 * @param sequence rises by one with each snapshot that is published
 * @param takenAt wall clock
 * @param takenTicks ticker
 * @param health gauges and totals of the machinery that the standard modules have no column for, by
 *     metric name without prefix ({@code journal_segments}); see {@link Probe}
 * @param distributions of the machinery, named likewise
 * @param listeners of all applications
 * @param collectors of all that are watched
 */
public record MtaSnapshot(
        long sequence,
        Instant takenAt,
        long takenTicks,
        List<Application> applications,
        Map<String, Double> health,
        List<Distribution> distributions,
        List<Listener> listeners,
        List<Collector> collectors) {
    public MtaSnapshot {
        applications = List.copyOf(applications);
        health = Map.copyOf(health);
        distributions = List.copyOf(distributions);
        listeners = List.copyOf(listeners);
        collectors = List.copyOf(collectors);
    }

    /** One without collectors. */
    public MtaSnapshot(
            long sequence,
            Instant takenAt,
            long takenTicks,
            List<Application> applications,
            Map<String, Double> health,
            List<Distribution> distributions,
            List<Listener> listeners) {
        this(
                sequence,
                takenAt,
                takenTicks,
                applications,
                health,
                distributions,
                listeners,
                List.of());
    }

    /** One without listeners. */
    public MtaSnapshot(
            long sequence,
            Instant takenAt,
            long takenTicks,
            List<Application> applications,
            Map<String, Double> health,
            List<Distribution> distributions) {
        this(sequence, takenAt, takenTicks, applications, health, distributions, List.of());
    }

    /** One without distributions. */
    public MtaSnapshot(
            long sequence,
            Instant takenAt,
            long takenTicks,
            List<Application> applications,
            Map<String, Double> health) {
        this(sequence, takenAt, takenTicks, applications, health, List.of());
    }

    /**
     * A row of applTable, with its associations, its MTA part when it is an MTA, and what it did
     * when it hands out mail.
     *
     * @param index applIndex, from 1001
     * @param startedTicks applUptime
     * @param lastChangeTicks applLastChange
     * @param outboundAssociations null when they are not known
     * @param lastInboundTicks when an inbound association last began or ended; null when never.
     *     applLastInboundActivity is {@link Ages#lastInbound}: now, while there is one
     * @param lastOutboundTicks the same for outbound; see {@link Ages#lastOutbound}
     */
    public record Application(
            int index,
            String name,
            String version,
            String description,
            String url,
            long startedTicks,
            MtaEvent.OperStatus status,
            long lastChangeTicks,
            long inboundAssociations,
            @Nullable Long outboundAssociations,
            long accumulatedInbound,
            long accumulatedOutbound,
            @Nullable Long lastInboundTicks,
            @Nullable Long lastOutboundTicks,
            long rejectedInbound,
            long failedOutbound,
            List<Association> associations,
            @Nullable Mta mta,
            @Nullable Access access) {
        public Application {
            associations = List.copyOf(associations);
        }

        /** Whether it is an MTA that is not ours, and is watched. */
        public boolean isWatched() {
            return mta != null && mta.books() == null;
        }

        /** One that hands out no mail. */
        public Application(
                int index,
                String name,
                String version,
                String description,
                String url,
                long startedTicks,
                MtaEvent.OperStatus status,
                long lastChangeTicks,
                long inboundAssociations,
                long outboundAssociations,
                long accumulatedInbound,
                long accumulatedOutbound,
                @Nullable Long lastInboundTicks,
                @Nullable Long lastOutboundTicks,
                long rejectedInbound,
                long failedOutbound,
                List<Association> associations,
                @Nullable Mta mta) {
            this(
                    index,
                    name,
                    version,
                    description,
                    url,
                    startedTicks,
                    status,
                    lastChangeTicks,
                    inboundAssociations,
                    outboundAssociations,
                    accumulatedInbound,
                    accumulatedOutbound,
                    lastInboundTicks,
                    lastOutboundTicks,
                    rejectedInbound,
                    failedOutbound,
                    associations,
                    mta,
                    null);
        }
    }

    /**
     * What a service that hands out mail has done since initialisation.
     *
     * @param logins attempts by their end, each of the ends
     * @param retrievedMessages whole messages that were sent
     * @param retrievedOctets their sizes
     * @param appendedMessages messages that its clients stored; none in a protocol without a way to
     * @param appendedOctets their sizes
     * @param deletedMessages messages that its clients removed for good
     * @param deletedOctets their sizes
     */
    public record Access(
            Map<LoginResult, Long> logins,
            long retrievedMessages,
            long retrievedOctets,
            long appendedMessages,
            long appendedOctets,
            long deletedMessages,
            long deletedOctets) {
        public Access {
            logins = Map.copyOf(logins);
        }
    }

    /**
     * A row of mtaTable and its groups, ascending by index. Totals since initialisation; volumes in
     * octets.
     *
     * @param stored what it holds; null while its source is lost
     * @param convertedSuccessfully null when conversions are not told of
     * @param conversionsFailed null likewise
     * @param books null when they cannot be kept: of an MTA that is watched, queue and log are not
     *     of one moment
     * @param unserved destinations for which recipients wait, those first where none has got
     *     through for longest; at most {@link Stock#UNSERVED}
     * @param states what the channels that hold mail have in each state; empty when that is not
     *     known
     * @param destinations null when they are not known one by one
     * @param deferrals ascending by group and class
     * @param latencies ascending by group and stage
     * @param drains of the groups of which there is a forecast, ascending
     * @param sinceTicks since when the totals go on without a break; null when that is since the
     *     application began
     */
    public record Mta(
            long receivedMessages,
            long receivedOctets,
            long receivedRecipients,
            Stock.@Nullable Level stored,
            long transmittedMessages,
            long transmittedOctets,
            long transmittedRecipients,
            @Nullable Long convertedSuccessfully,
            @Nullable Long conversionsFailed,
            long loopsDetected,
            @Nullable Books books,
            List<GroupRow> groups,
            List<Stock.Unserved> unserved,
            List<StateLevel> states,
            @Nullable Destinations destinations,
            List<DeferralRow> deferrals,
            List<LatencyRow> latencies,
            List<DrainRow> drains,
            @Nullable Long sinceTicks) {
        public Mta {
            groups = List.copyOf(groups);
            unserved = List.copyOf(unserved);
            states = List.copyOf(states);
            deferrals = List.copyOf(deferrals);
            latencies = List.copyOf(latencies);
            drains = List.copyOf(drains);
        }

        /** One whose totals began with the application. */
        public Mta(
                long receivedMessages,
                long receivedOctets,
                long receivedRecipients,
                Stock.@Nullable Level stored,
                long transmittedMessages,
                long transmittedOctets,
                long transmittedRecipients,
                long convertedSuccessfully,
                long conversionsFailed,
                long loopsDetected,
                @Nullable Books books,
                List<GroupRow> groups,
                List<Stock.Unserved> unserved,
                List<StateLevel> states,
                @Nullable Destinations destinations,
                List<DeferralRow> deferrals,
                List<LatencyRow> latencies,
                List<DrainRow> drains) {
            this(
                    receivedMessages,
                    receivedOctets,
                    receivedRecipients,
                    stored,
                    transmittedMessages,
                    transmittedOctets,
                    transmittedRecipients,
                    convertedSuccessfully,
                    conversionsFailed,
                    loopsDetected,
                    books,
                    groups,
                    unserved,
                    states,
                    destinations,
                    deferrals,
                    latencies,
                    drains,
                    null);
        }

        /** The books of an MTA of ours, which always keeps them. */
        public Books ownBooks() {
            return Objects.requireNonNull(books, "not an MTA of ours");
        }

        /** What came in less what is accounted for; null when it is not known. */
        public @Nullable Long imbalance() {
            return books == null ? null : books.imbalance();
        }

        /** One of an MTA whose states and destinations are not known one by one. */
        public Mta(
                long receivedMessages,
                long receivedOctets,
                long receivedRecipients,
                Stock.@Nullable Level stored,
                long transmittedMessages,
                long transmittedOctets,
                long transmittedRecipients,
                long convertedSuccessfully,
                long conversionsFailed,
                long loopsDetected,
                Books books,
                List<GroupRow> groups) {
            this(
                    receivedMessages,
                    receivedOctets,
                    receivedRecipients,
                    stored,
                    transmittedMessages,
                    transmittedOctets,
                    transmittedRecipients,
                    convertedSuccessfully,
                    conversionsFailed,
                    loopsDetected,
                    books,
                    groups,
                    List.of(),
                    List.of(),
                    null,
                    List.of(),
                    List.of(),
                    List.of());
        }
    }

    /**
     * The conservation of recipients over the whole MTA: carried + received + generated +
     * expandedOut = stored + relayed + delivered + bounced + expired + deleted + discarded +
     * quarantined + expandedIn.
     *
     * @param stored null while it is not known
     */
    public record Books(
            long carried,
            long received,
            long generated,
            long expandedOut,
            @Nullable Long stored,
            long relayed,
            long delivered,
            long bounced,
            long expired,
            long deleted,
            long discarded,
            long quarantined,
            long expandedIn) {
        /**
         * What came in less what is accounted for; anything but 0 is a defect of ours; null while
         * it is not known.
         */
        public @Nullable Long imbalance() {
            return stored == null ? null : Long.valueOf(in() - stored - out());
        }

        private long in() {
            return carried + received + generated + expandedOut;
        }

        private long out() {
            return relayed
                    + delivered
                    + bounced
                    + expired
                    + deleted
                    + discarded
                    + quarantined
                    + expandedIn;
        }
    }

    /**
     * A row of mtaGroupTable. Which of the columns its kind instantiates is decided by {@link
     * Column#in}: the others are null. Ages and activities are read through {@link Ages}.
     *
     * @param stored null for a kind that holds nothing, and while what it holds is not known
     * @param imbalance the group's own conservation (with moved-in and moved-out); null for inbound
     *     groups and queue states, and while what it holds is not known
     * @param deferredRecipients recipients put off so far; null for a kind that takes nothing in of
     *     its own (inbound groups, queue states)
     * @param paused whether the operator has stopped the channel or destination; null for other
     *     kinds, and when it is not known
     * @param errors mtaGroupErrorTable, ascending by status code
     * @param associationIds mtaGroupAssociationTable, ascending
     */
    public record GroupRow(
            MtaGroup group,
            @Nullable Long receivedMessages,
            @Nullable Long receivedOctets,
            @Nullable Long receivedRecipients,
            @Nullable Long rejectedMessages,
            Stock.@Nullable Level stored,
            @Nullable Long transmittedMessages,
            @Nullable Long transmittedOctets,
            @Nullable Long transmittedRecipients,
            @Nullable Long inboundAssociations,
            @Nullable Long outboundAssociations,
            @Nullable Long accumulatedInbound,
            @Nullable Long accumulatedOutbound,
            @Nullable Long lastInboundTicks,
            @Nullable Long lastOutboundTicks,
            @Nullable Long lastOutboundAttemptTicks,
            @Nullable Long rejectedInbound,
            @Nullable Long failedOutbound,
            @Nullable String inboundRejectionReason,
            @Nullable String outboundFailureReason,
            @Nullable Long convertedSuccessfully,
            @Nullable Long conversionsFailed,
            @Nullable Long loopsDetected,
            @Nullable Long deferredRecipients,
            @Nullable Long imbalance,
            @Nullable Boolean paused,
            List<ErrorRow> errors,
            List<Integer> associationIds) {
        public GroupRow {
            errors = List.copyOf(errors);
            associationIds = List.copyOf(associationIds);
        }
    }

    /**
     * Why recipients of a channel or destination group were put off (mailgaugeDeferralTable). A row
     * comes when the group first meets the class, and stays.
     *
     * @param recipients put off for it so far, each as often as it was; over the classes of a group
     *     they add up to {@link GroupRow#deferredRecipients}
     * @param waiting recipients that are deferred now and of which it is the last reason; null when
     *     that is not known
     */
    public record DeferralRow(
            MtaGroup group, ReplyClass replyClass, long recipients, @Nullable Long waiting) {}

    /** How long one stage takes in one channel (mailgaugeLatencyTable). */
    public record LatencyRow(MtaGroup group, LatencyStage stage, Latency latency) {}

    /**
     * How long something takes.
     *
     * @param count how many were timed so far
     * @param totalNanos the sum of their times
     * @param recent of those that ended within the last five minutes; null when none did
     */
    public record Latency(long count, long totalNanos, @Nullable Recent recent) {}

    /**
     * In nanoseconds: half, nine in ten and 99 in a hundred took at most so long, to an eighth, and
     * the longest.
     */
    public record Recent(long median, long percentile90, long percentile99, long longest) {}

    /** When a group will be empty (mailgaugeGroupDrainForecast). */
    public record DrainRow(MtaGroup group, Drain drain) {}

    /**
     * A row of mtaGroupErrorTable.
     *
     * @param statusCode ((class * 1000) + subject) * 1000 + detail; x.0.0 is also the row for codes
     *     beyond the bound
     */
    public record ErrorRow(int statusCode, long inbound, long internal, long outbound) {}
}
