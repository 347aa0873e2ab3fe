package org.mailgauge.agent.metrics;

import java.util.ArrayList;
import java.util.List;

/** The families that the snapshot gives, in the order of the manual. */
final class Families {
    private static final List<Family> ALL = new ArrayList<>();
    private static final List<String> APPLICATION = List.of("application");
    private static final List<String> DIRECTED = List.of("application", "direction");
    private static final List<String> GROUP = List.of("application", "collection", "group");
    private static final List<String> DIRECTED_GROUP =
            List.of("application", "collection", "group", "direction");

    private Families() {}

    static final Family SEQUENCE =
            gauge(
                    "mailgauge_snapshot_sequence",
                    List.of(),
                    "Number of the snapshot that all values are of; equal in all views means equal"
                            + " numbers.");
    static final Family TAKEN =
            gauge(
                    "mailgauge_snapshot_timestamp_seconds",
                    List.of(),
                    "When the snapshot was taken; it stays while nothing changes.");
    static final Family BUILD =
            gauge("mailgauge_build", List.of("version"), "1, with the version as label.");

    static final Family STATUS =
            gauge(
                    "mailgauge_application_status",
                    List.of("application", "state"),
                    "applOperStatus: 1 for the state that the application is in, 0 for the others.");
    static final Family STARTED =
            gauge(
                    "mailgauge_application_start_timestamp_seconds",
                    APPLICATION,
                    "When the application was initialised (applUptime); counters begin there.");
    static final Family STATUS_CHANGED =
            gauge(
                    "mailgauge_application_status_change_timestamp_seconds",
                    APPLICATION,
                    "When the application came into its present state (applLastChange).");
    static final Family ASSOCIATIONS =
            gauge(
                    "mailgauge_application_associations",
                    DIRECTED,
                    "Associations now (applInboundAssociations, applOutboundAssociations).");
    static final Family ACCUMULATED =
            counter(
                    "mailgauge_application_accumulated_associations_total",
                    DIRECTED,
                    "Associations so far (applAccumulatedInboundAssociations,"
                            + " applAccumulatedOutboundAssociations).");
    static final Family UNSUCCESSFUL =
            counter(
                    "mailgauge_application_unsuccessful_associations_total",
                    DIRECTED,
                    "Inbound ones refused by us, outbound ones that failed"
                            + " (applRejectedInboundAssociations, applFailedOutboundAssociations).");
    static final Family ACTIVITY =
            gauge(
                    "mailgauge_application_last_activity_timestamp_seconds",
                    DIRECTED,
                    "When there last was an association (applLastInboundActivity,"
                            + " applLastOutboundActivity); absent when never.");

    static final Family LOGINS =
            counter(
                    "mailgauge_application_logins_total",
                    List.of("application", "result"),
                    "Attempts to log in to a service that hands out mail, by their end: accepted,"
                            + " refused, throttled, unavailable, in_use, unfinished.");
    static final Family RETRIEVED =
            counter(
                    "mailgauge_application_retrieved_messages_total",
                    APPLICATION,
                    "Whole messages that were sent to clients.");
    static final Family RETRIEVED_BYTES =
            counter(
                    "mailgauge_application_retrieved_bytes_total",
                    APPLICATION,
                    "Their sizes, as listed.");
    static final Family APPENDED =
            counter(
                    "mailgauge_application_appended_messages_total",
                    APPLICATION,
                    "Messages that clients stored (IMAP).");
    static final Family APPENDED_BYTES =
            counter(
                    "mailgauge_application_appended_bytes_total",
                    APPLICATION,
                    "Their sizes, as listed.");
    static final Family DELETED =
            counter(
                    "mailgauge_application_deleted_messages_total",
                    APPLICATION,
                    "Messages that clients removed for good.");
    static final Family DELETED_BYTES =
            counter(
                    "mailgauge_application_deleted_bytes_total",
                    APPLICATION,
                    "Their sizes, as listed.");

    static final Family COLLECTOR_STATUS =
            gauge(
                    "mailgauge_collector_status",
                    List.of("application", "collector", "state"),
                    "Of what is read about a foreign MTA: 1 for the state that the collector is"
                            + " in, 0 for the others (starting, running, lost).");
    static final Family COLLECTOR_READ =
            gauge(
                    "mailgauge_collector_last_read_timestamp_seconds",
                    List.of("application", "collector"),
                    "When it last read without a fault; absent before the first time.");
    static final Family COLLECTOR_WRITTEN =
            gauge(
                    "mailgauge_collector_last_record_timestamp_seconds",
                    List.of("application", "collector"),
                    "When what it read last was written.");
    static final Family COLLECTOR_RECORDS =
            counter(
                    "mailgauge_collector_records_total",
                    List.of("application", "collector"),
                    "Lines or records that it has read.");
    static final Family COLLECTOR_NOT_UNDERSTOOD =
            counter(
                    "mailgauge_collector_not_understood_total",
                    List.of("application", "collector"),
                    "Of these, those that should mean something to it and do not.");
    static final Family COLLECTOR_GAPS =
            counter(
                    "mailgauge_collector_gaps_total",
                    List.of("application", "collector"),
                    "How often something was missing; counters of the application are too low by"
                            + " what was in it.");
    static final Family COLLECTOR_BEHIND =
            gauge(
                    "mailgauge_collector_behind_bytes",
                    List.of("application", "collector"),
                    "At least how much of its source it has not read; absent when that is not"
                            + " known.");
    static final Family COLLECTOR_EVENTS =
            counter(
                    "mailgauge_collector_events_total",
                    List.of("application", "collector", "event"),
                    "What a log tells of that no column of MTA-MIB counts, by its kind, such as"
                            + " sasl_failures.");
    static final Family COLLECTOR_COVERAGE =
            gauge(
                    "mailgauge_collector_coverage_ratio",
                    List.of("application", "collector"),
                    "Of the last records that should mean something to it, the share that did; of a"
                            + " queue, the share of messages of which all is known.");

    static final Family MTA_RECEIVED =
            counter(
                    "mailgauge_mta_received_messages_total",
                    APPLICATION,
                    "Messages taken over (mtaReceivedMessages).");
    static final Family MTA_RECEIVED_BYTES =
            counter(
                    "mailgauge_mta_received_bytes_total",
                    APPLICATION,
                    "Their volume (mtaReceivedVolume).");
    static final Family MTA_RECEIVED_RECIPIENTS =
            counter(
                    "mailgauge_mta_received_recipients_total",
                    APPLICATION,
                    "Their recipients (mtaReceivedRecipients).");
    static final Family MTA_STORED =
            gauge(
                    "mailgauge_mta_stored_messages",
                    APPLICATION,
                    "Messages in the queue now (mtaStoredMessages).");
    static final Family MTA_STORED_BYTES =
            gauge("mailgauge_mta_stored_bytes", APPLICATION, "Their volume (mtaStoredVolume).");
    static final Family MTA_STORED_RECIPIENTS =
            gauge(
                    "mailgauge_mta_stored_recipients",
                    APPLICATION,
                    "Their recipients that wait (mtaStoredRecipients).");
    static final Family MTA_OLDEST =
            gauge(
                    "mailgauge_mta_oldest_message_age_seconds",
                    APPLICATION,
                    "Age of the oldest message in the queue; absent when it is empty.");
    static final Family MTA_TRANSMITTED =
            counter(
                    "mailgauge_mta_transmitted_messages_total",
                    APPLICATION,
                    "Messages handed on, to another MTA or to local delivery"
                            + " (mtaTransmittedMessages).");
    static final Family MTA_TRANSMITTED_BYTES =
            counter(
                    "mailgauge_mta_transmitted_bytes_total",
                    APPLICATION,
                    "Their volume (mtaTransmittedVolume).");
    static final Family MTA_TRANSMITTED_RECIPIENTS =
            counter(
                    "mailgauge_mta_transmitted_recipients_total",
                    APPLICATION,
                    "Their recipients (mtaTransmittedRecipients).");
    static final Family MTA_CONVERSIONS =
            counter(
                    "mailgauge_mta_conversions_total",
                    List.of("application", "result"),
                    "Converted copies (mtaSuccessfulConvertedMessages,"
                            + " mtaFailedConvertedMessages).");
    static final Family MTA_LOOPS =
            counter(
                    "mailgauge_mta_loops_detected_total",
                    APPLICATION,
                    "Mail loops detected (mtaLoopsDetected).");
    static final Family MTA_BOOKS =
            counter(
                    "mailgauge_mta_book_recipients_total",
                    List.of("application", "entry"),
                    "The books in recipients: carried + received + generated + expanded-out ="
                            + " stored + relayed + delivered + bounced + expired + deleted +"
                            + " discarded + quarantined + expanded-in.");
    static final Family MTA_IMBALANCE =
            gauge(
                    "mailgauge_mta_imbalance_recipients",
                    APPLICATION,
                    "What the books do not account for; anything but 0 is a defect.");

    static final Family GROUP_RECEIVED =
            counter(
                    "mailgauge_group_received_messages_total",
                    GROUP,
                    "Messages taken over (mtaGroupReceivedMessages).");
    static final Family GROUP_RECEIVED_BYTES =
            counter(
                    "mailgauge_group_received_bytes_total",
                    GROUP,
                    "Their volume (mtaGroupReceivedVolume).");
    static final Family GROUP_RECEIVED_RECIPIENTS =
            counter(
                    "mailgauge_group_received_recipients_total",
                    GROUP,
                    "Their recipients (mtaGroupReceivedRecipients).");
    static final Family GROUP_REJECTED =
            counter(
                    "mailgauge_group_rejected_messages_total",
                    GROUP,
                    "Mail transactions that ended with nobody accepted"
                            + " (mtaGroupRejectedMessages).");
    static final Family GROUP_STORED =
            gauge(
                    "mailgauge_group_stored_messages",
                    GROUP,
                    "Messages in the queue now (mtaGroupStoredMessages).");
    static final Family GROUP_STORED_BYTES =
            gauge("mailgauge_group_stored_bytes", GROUP, "Their volume (mtaGroupStoredVolume).");
    static final Family GROUP_STORED_RECIPIENTS =
            gauge(
                    "mailgauge_group_stored_recipients",
                    GROUP,
                    "Their recipients that wait (mtaGroupStoredRecipients).");
    static final Family GROUP_OLDEST =
            gauge(
                    "mailgauge_group_oldest_message_age_seconds",
                    GROUP,
                    "Age of the oldest message stored (mtaGroupOldestMessageStored); absent when"
                            + " there is none.");
    static final Family GROUP_RETRY =
            gauge(
                    "mailgauge_group_scheduled_retry_seconds",
                    GROUP,
                    "Time to the next attempt (mtaGroupScheduledRetry), 0 when it is due; absent"
                            + " when none is.");
    static final Family GROUP_TRANSMITTED =
            counter(
                    "mailgauge_group_transmitted_messages_total",
                    GROUP,
                    "Messages handed on (mtaGroupTransmittedMessages).");
    static final Family GROUP_TRANSMITTED_BYTES =
            counter(
                    "mailgauge_group_transmitted_bytes_total",
                    GROUP,
                    "Their volume (mtaGroupTransmittedVolume).");
    static final Family GROUP_TRANSMITTED_RECIPIENTS =
            counter(
                    "mailgauge_group_transmitted_recipients_total",
                    GROUP,
                    "Their recipients (mtaGroupTransmittedRecipients).");
    static final Family GROUP_ASSOCIATIONS =
            gauge(
                    "mailgauge_group_associations",
                    DIRECTED_GROUP,
                    "Associations now (mtaGroupInboundAssociations,"
                            + " mtaGroupOutboundAssociations).");
    static final Family GROUP_ACCUMULATED =
            counter(
                    "mailgauge_group_accumulated_associations_total",
                    DIRECTED_GROUP,
                    "Associations so far (mtaGroupAccumulatedInboundAssociations,"
                            + " mtaGroupAccumulatedOutboundAssociations).");
    static final Family GROUP_UNSUCCESSFUL =
            counter(
                    "mailgauge_group_unsuccessful_associations_total",
                    DIRECTED_GROUP,
                    "Inbound ones refused by us, outbound ones that failed"
                            + " (mtaGroupRejectedInboundAssociations,"
                            + " mtaGroupFailedOutboundAssociations).");
    static final Family GROUP_ACTIVITY =
            gauge(
                    "mailgauge_group_since_activity_seconds",
                    DIRECTED_GROUP,
                    "Time since there last was an association (mtaGroupLastInboundActivity,"
                            + " mtaGroupLastOutboundActivity); absent when never.");
    static final Family GROUP_ATTEMPT =
            gauge(
                    "mailgauge_group_since_outbound_attempt_seconds",
                    GROUP,
                    "Time since an outbound association was last attempted"
                            + " (mtaGroupLastOutboundAssociationAttempt); absent when never.");
    static final Family GROUP_CONVERSIONS =
            counter(
                    "mailgauge_group_conversions_total",
                    List.of("application", "collection", "group", "result"),
                    "Converted copies (mtaGroupSuccessfulConvertedMessages,"
                            + " mtaGroupFailedConvertedMessages).");
    static final Family GROUP_LOOPS =
            counter(
                    "mailgauge_group_loops_detected_total",
                    GROUP,
                    "Mail loops detected (mtaGroupLoopsDetected).");
    static final Family GROUP_DEFERRED =
            counter(
                    "mailgauge_group_deferred_recipients_total",
                    GROUP,
                    "Recipients put off, each time they are.");
    static final Family GROUP_DEFERRED_CLASS =
            counter(
                    "mailgauge_group_deferred_class_recipients_total",
                    List.of("application", "collection", "group", "class"),
                    "Recipients put off, each time they are, by class of reply"
                            + " (mailgaugeDeferralRecipients).");
    static final Family GROUP_WAITING_CLASS =
            gauge(
                    "mailgauge_group_waiting_class_recipients",
                    List.of("application", "collection", "group", "class"),
                    "Recipients that are deferred now, by the class of their last reply"
                            + " (mailgaugeDeferralWaiting).");
    static final Family GROUP_DRAIN =
            gauge(
                    "mailgauge_group_drain_forecast_seconds",
                    GROUP,
                    "Time until it is empty, if what comes in and what leaves go on as they lately"
                            + " have (mailgaugeGroupDrainForecast); absent when that cannot be"
                            + " told.");
    static final Family GROUP_DRAIN_EARLIEST =
            gauge(
                    "mailgauge_group_drain_earliest_seconds",
                    GROUP,
                    "With a probability of 95 % it is empty no sooner than in this time"
                            + " (mailgaugeGroupDrainEarliest).");
    static final Family GROUP_DRAIN_LATEST =
            gauge(
                    "mailgauge_group_drain_latest_seconds",
                    GROUP,
                    "And no later than in this (mailgaugeGroupDrainLatest); absent when it may not"
                            + " get empty at all.");
    static final Family GROUP_LATENCY =
            add(
                    new Family(
                            "mailgauge_group_latency_seconds",
                            Family.Kind.SUMMARY,
                            List.of("application", "collection", "group", "stage"),
                            "How long a stage of a channel takes (mailgaugeLatencyTable): the count"
                                    + " and sum of all so far, and of those within five minutes what"
                                    + " half, 90 %, 99 % and all took at most; no quantiles when"
                                    + " there were none."));
    static final Family GROUP_IMBALANCE =
            gauge(
                    "mailgauge_group_imbalance_recipients",
                    GROUP,
                    "What the group's books do not account for; anything but 0 is a defect.");
    static final Family GROUP_ERRORS =
            counter(
                    "mailgauge_group_errors_total",
                    List.of("application", "collection", "group", "stage", "status"),
                    "Errors by enhanced status code and where they were met (mtaGroupErrorTable);"
                            + " x.0.0 stands also for codes beyond the bound.");

    static final Family ALARM_ACTIVE =
            gauge(
                    "mailgauge_alarm_active",
                    List.of("kind", "severity"),
                    "Alarms that are active; absent when none of the kind is.");

    static final Family ALARM_EVENTS =
            counter(
                    "mailgauge_alarm_events_total",
                    List.of("way", "result"),
                    "Events told on a way: sent, failed (attempts that are made again), or dropped"
                            + " for good.");
    static final Family ALARM_EVENTS_WAITING =
            gauge(
                    "mailgauge_alarm_events_waiting",
                    List.of("way"),
                    "Events that wait for a receiver.");

    /** All of them, in order. */
    static List<Family> all() {
        return List.copyOf(ALL);
    }

    private static Family gauge(String name, List<String> labels, String help) {
        return add(new Family(name, Family.Kind.GAUGE, labels, help));
    }

    private static Family counter(String name, List<String> labels, String help) {
        return add(new Family(name, Family.Kind.COUNTER, labels, help));
    }

    private static Family add(Family family) {
        ALL.add(family);
        return family;
    }
}
