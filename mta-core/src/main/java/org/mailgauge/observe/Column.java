package org.mailgauge.observe;

import static org.mailgauge.observe.MtaGroup.Kind.DESTINATION;
import static org.mailgauge.observe.MtaGroup.Kind.INBOUND;
import static org.mailgauge.observe.MtaGroup.Kind.LOCAL;
import static org.mailgauge.observe.MtaGroup.Kind.OUTBOUND;
import static org.mailgauge.observe.MtaGroup.Kind.STATE;

import java.util.Set;

/**
 * The 69 accessible columns of NETWORK-SERVICES-MIB and MTA-MIB, which kinds of group have them,
 * and what they show when there is nothing to show. This is the matrix of {@code docs/columns.md},
 * and a test holds the two together.
 */
public enum Column {
    APPL_NAME("applName", Table.APPL, None.ALWAYS),
    APPL_DIRECTORY_NAME("applDirectoryName", Table.APPL, None.EMPTY),
    APPL_VERSION("applVersion", Table.APPL, None.ALWAYS),
    APPL_UPTIME("applUptime", Table.APPL, None.ALWAYS),
    APPL_OPER_STATUS("applOperStatus", Table.APPL, None.ALWAYS),
    APPL_LAST_CHANGE("applLastChange", Table.APPL, None.ALWAYS),
    APPL_INBOUND_ASSOCIATIONS("applInboundAssociations", Table.APPL, None.ZERO),
    APPL_OUTBOUND_ASSOCIATIONS("applOutboundAssociations", Table.APPL, None.ZERO),
    APPL_ACCUMULATED_INBOUND("applAccumulatedInboundAssociations", Table.APPL, None.ZERO),
    APPL_ACCUMULATED_OUTBOUND("applAccumulatedOutboundAssociations", Table.APPL, None.ZERO),
    APPL_LAST_INBOUND("applLastInboundActivity", Table.APPL, None.ZERO),
    APPL_LAST_OUTBOUND("applLastOutboundActivity", Table.APPL, None.ZERO),
    APPL_REJECTED_INBOUND("applRejectedInboundAssociations", Table.APPL, None.ZERO),
    APPL_FAILED_OUTBOUND("applFailedOutboundAssociations", Table.APPL, None.ZERO),
    APPL_DESCRIPTION("applDescription", Table.APPL, None.ALWAYS),
    APPL_URL("applURL", Table.APPL, None.ABSENT),

    ASSOC_REMOTE_APPLICATION("assocRemoteApplication", Table.ASSOC, None.ALWAYS),
    ASSOC_APPLICATION_PROTOCOL("assocApplicationProtocol", Table.ASSOC, None.ALWAYS),
    ASSOC_APPLICATION_TYPE("assocApplicationType", Table.ASSOC, None.ALWAYS),
    ASSOC_DURATION("assocDuration", Table.ASSOC, None.ALWAYS),

    MTA_RECEIVED_MESSAGES("mtaReceivedMessages", Table.MTA, None.ZERO),
    MTA_STORED_MESSAGES("mtaStoredMessages", Table.MTA, None.ZERO),
    MTA_TRANSMITTED_MESSAGES("mtaTransmittedMessages", Table.MTA, None.ZERO),
    MTA_RECEIVED_VOLUME("mtaReceivedVolume", Table.MTA, None.ZERO),
    MTA_STORED_VOLUME("mtaStoredVolume", Table.MTA, None.ZERO),
    MTA_TRANSMITTED_VOLUME("mtaTransmittedVolume", Table.MTA, None.ZERO),
    MTA_RECEIVED_RECIPIENTS("mtaReceivedRecipients", Table.MTA, None.ZERO),
    MTA_STORED_RECIPIENTS("mtaStoredRecipients", Table.MTA, None.ZERO),
    MTA_TRANSMITTED_RECIPIENTS("mtaTransmittedRecipients", Table.MTA, None.ZERO),
    MTA_SUCCESSFUL_CONVERTED("mtaSuccessfulConvertedMessages", Table.MTA, None.ZERO),
    MTA_FAILED_CONVERTED("mtaFailedConvertedMessages", Table.MTA, None.ZERO),
    MTA_LOOPS_DETECTED("mtaLoopsDetected", Table.MTA, None.ZERO),

    GROUP_RECEIVED_MESSAGES(
            "mtaGroupReceivedMessages", None.ZERO, INBOUND, OUTBOUND, LOCAL, DESTINATION),
    GROUP_REJECTED_MESSAGES("mtaGroupRejectedMessages", None.ZERO, INBOUND),
    GROUP_STORED_MESSAGES("mtaGroupStoredMessages", None.ZERO, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_TRANSMITTED_MESSAGES(
            "mtaGroupTransmittedMessages", None.ZERO, OUTBOUND, LOCAL, DESTINATION),
    GROUP_RECEIVED_VOLUME(
            "mtaGroupReceivedVolume", None.ZERO, INBOUND, OUTBOUND, LOCAL, DESTINATION),
    GROUP_STORED_VOLUME("mtaGroupStoredVolume", None.ZERO, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_TRANSMITTED_VOLUME("mtaGroupTransmittedVolume", None.ZERO, OUTBOUND, LOCAL, DESTINATION),
    GROUP_RECEIVED_RECIPIENTS(
            "mtaGroupReceivedRecipients", None.ZERO, INBOUND, OUTBOUND, LOCAL, DESTINATION),
    GROUP_STORED_RECIPIENTS(
            "mtaGroupStoredRecipients", None.ZERO, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_TRANSMITTED_RECIPIENTS(
            "mtaGroupTransmittedRecipients", None.ZERO, OUTBOUND, LOCAL, DESTINATION),
    GROUP_OLDEST_MESSAGE_STORED(
            "mtaGroupOldestMessageStored", None.ABSENT, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_INBOUND_ASSOCIATIONS("mtaGroupInboundAssociations", None.ZERO, INBOUND),
    GROUP_OUTBOUND_ASSOCIATIONS("mtaGroupOutboundAssociations", None.ZERO, OUTBOUND, DESTINATION),
    GROUP_ACCUMULATED_INBOUND("mtaGroupAccumulatedInboundAssociations", None.ZERO, INBOUND),
    GROUP_ACCUMULATED_OUTBOUND(
            "mtaGroupAccumulatedOutboundAssociations", None.ZERO, OUTBOUND, DESTINATION),
    GROUP_LAST_INBOUND("mtaGroupLastInboundActivity", None.ABSENT, INBOUND),
    GROUP_LAST_OUTBOUND("mtaGroupLastOutboundActivity", None.ABSENT, OUTBOUND, DESTINATION),
    GROUP_REJECTED_INBOUND("mtaGroupRejectedInboundAssociations", None.ZERO, INBOUND),
    GROUP_FAILED_OUTBOUND("mtaGroupFailedOutboundAssociations", None.ZERO, OUTBOUND, DESTINATION),
    GROUP_INBOUND_REJECTION_REASON("mtaGroupInboundRejectionReason", None.NEVER, INBOUND),
    GROUP_OUTBOUND_FAILURE_REASON(
            "mtaGroupOutboundConnectFailureReason", None.NEVER, OUTBOUND, DESTINATION),
    GROUP_SCHEDULED_RETRY(
            "mtaGroupScheduledRetry", None.ABSENT, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_MAIL_PROTOCOL("mtaGroupMailProtocol", None.ALWAYS, INBOUND, OUTBOUND),
    GROUP_NAME("mtaGroupName", None.ALWAYS, INBOUND, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_SUCCESSFUL_CONVERTED(
            "mtaGroupSuccessfulConvertedMessages", None.ZERO, OUTBOUND, LOCAL, DESTINATION),
    GROUP_FAILED_CONVERTED(
            "mtaGroupFailedConvertedMessages", None.ZERO, OUTBOUND, LOCAL, DESTINATION),
    GROUP_DESCRIPTION(
            "mtaGroupDescription", None.ALWAYS, INBOUND, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_URL("mtaGroupURL", None.ABSENT, INBOUND, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_CREATION_TIME(
            "mtaGroupCreationTime", None.ALWAYS, INBOUND, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_HIERARCHY("mtaGroupHierarchy", None.ALWAYS, INBOUND, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_OLDEST_MESSAGE_ID(
            "mtaGroupOldestMessageId", None.ABSENT, OUTBOUND, LOCAL, STATE, DESTINATION),
    GROUP_LOOPS_DETECTED("mtaGroupLoopsDetected", None.ZERO, INBOUND, OUTBOUND, LOCAL),
    GROUP_LAST_ATTEMPT(
            "mtaGroupLastOutboundAssociationAttempt", None.ABSENT, OUTBOUND, DESTINATION),

    GROUP_ASSOCIATION_INDEX(
            "mtaGroupAssociationIndex",
            Table.GROUP_ASSOCIATION,
            None.ALWAYS,
            INBOUND,
            OUTBOUND,
            DESTINATION),

    GROUP_INBOUND_ERRORS("mtaGroupInboundErrorCount", Table.GROUP_ERROR, None.ZERO, INBOUND),
    GROUP_INTERNAL_ERRORS(
            "mtaGroupInternalErrorCount",
            Table.GROUP_ERROR,
            None.ZERO,
            OUTBOUND,
            LOCAL,
            DESTINATION),
    GROUP_OUTBOUND_ERRORS(
            "mtaGroupOutboundErrorCount", Table.GROUP_ERROR, None.ZERO, OUTBOUND, DESTINATION);

    /** The tables, each with the prefix-free name of its RFC. */
    public enum Table {
        APPL,
        ASSOC,
        MTA,
        GROUP,
        GROUP_ASSOCIATION,
        GROUP_ERROR
    }

    /** What an instantiated column shows when there is nothing to show. */
    public enum None {
        /** It always has something to show. */
        ALWAYS,
        /** 0; for a TimeStamp this is "before the network subsystem started" (RFC 2788). */
        ZERO,
        /** No instance. */
        ABSENT,
        /** The text {@code never}. */
        NEVER,
        /** The empty text. */
        EMPTY
    }

    private final String object;
    private final Table table;
    private final None none;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set of constants
    private final Set<MtaGroup.Kind> kinds;

    Column(String object, Table table, None none, MtaGroup.Kind... kinds) {
        this.object = object;
        this.table = table;
        this.none = none;
        this.kinds = Set.of(kinds);
    }

    Column(String object, None none, MtaGroup.Kind... kinds) {
        this(object, Table.GROUP, none, kinds);
    }

    /** The object's name in its module. */
    public String object() {
        return object;
    }

    public Table table() {
        return table;
    }

    public None none() {
        return none;
    }

    /** Whether groups of that kind have the column. */
    public boolean in(MtaGroup.Kind kind) {
        return kinds.contains(kind);
    }
}
