package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.TestInfo;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where each object of MAILGAUGE-MIB is compared with what really happened. A test that no longer
 * compares one of its objects fails, and so does an object without a test.
 */
final class Proofs {
    private static final String WHERE =
            """
            OwnMailTruthTest.whatIsReceivedAndRelayed:
              MtaHCReceivedMessages MtaHCReceivedRecipients MtaHCReceivedOctets
              MtaHCTransmittedMessages MtaHCTransmittedRecipients MtaHCTransmittedOctets
              GroupHCReceivedMessages GroupHCReceivedRecipients GroupHCReceivedOctets
              GroupHCTransmittedMessages GroupHCTransmittedRecipients GroupHCTransmittedOctets
              GroupHCRejectedMessages MtaDestinationRows
            OwnMailTruthTest.theBooksBalanceOverAllEndsAndARestart:
              BooksCarried BooksReceived BooksGenerated BooksExpandedOut BooksRelayed BooksDelivered
              BooksBounced BooksExpired BooksDeleted BooksDiscarded BooksQuarantined BooksExpandedIn
              BooksImbalance BooksGroupImbalance GroupImbalance
            OwnMailTruthTest.whatIsUnderWayAndWhatIsDue:
              StateStoredRecipients StateStoredMessages StateStoredVolume StateOldestMessage
              MtaOldestMessageStored MtaOldestDue GroupOldestDue MtaDestinations
              DestinationName DestinationGroup DestinationChannel DestinationNextHop
              DestinationState DestinationAssociations DestinationAssociationsAllowed
              DestinationMessages DestinationRecipients DestinationVolume
              DestinationOldestMessage DestinationOldestDue
            OwnMailTruthTest.whatIsPutOffAndTriedAgain:
              MtaDeferredRecipients GroupDeferredRecipients DeferralRecipients DeferralWaiting
              MtaScheduledRetry StateScheduledRetry DestinationScheduledRetry
              DestinationLastReply DestinationLastStatus DestinationReplyClass
              DestinationSinceTrouble DestinationSinceSuccess
            OwnMailTruthTest.howLongEachStageTakes:
              LatencyCount LatencyTotal LatencyMedian LatencyPercentile90 LatencyPercentile99
              LatencyLongest
            OwnMailTruthTest.whenAQueueWillBeEmptyIsWhenItIs:
              GroupDrainForecast GroupDrainEarliest GroupDrainLatest
              DestinationDrainForecast DestinationDrainEarliest DestinationDrainLatest
            OwnMailTruthTest.whatTheOperatorStops:
              GroupPaused
            OwnMailTruthTest.ageGoesFromClassToClass:
              AgeRecipients
            OwnMailTruthTest.countersBeginWithTheirGroupAndTheirMta:
              MtaDiscontinuity GroupDiscontinuity
            OwnMailboxTruthTest.whatIsDelivered:
              MtaHCReceivedOctets MtaHCTransmittedMessages MtaHCTransmittedRecipients
              MtaHCTransmittedOctets GroupHCReceivedOctets GroupHCTransmittedMessages
              GroupHCTransmittedRecipients GroupHCTransmittedOctets BooksReceived BooksDelivered
              BooksImbalance GroupImbalance
            OwnMailboxTruthTest.whatWaitsForRoom:
              MtaDeferredRecipients GroupDeferredRecipients DeferralRecipients DeferralWaiting
              StateStoredRecipients DestinationChannel DestinationNextHop DestinationLastReply
              DestinationReplyClass DestinationRecipients
            CollectorRowsTest.theRowsShowWhatTheCollectorsTell:
              CollectorName CollectorSource CollectorStatus CollectorSinceRead CollectorLag
              CollectorRecords CollectorNotUnderstood CollectorGaps CollectorCoverage
              CollectorProblem
            OwnMachineryTruthTest.theSnapshotAndItsTime:
              SnapshotSequence SnapshotTaken ConfigurationLoaded
            OwnMachineryTruthTest.aSlowAndAStuckDisk:
              JournalFlushTime JournalLongestFlush JournalWaitingRecords JournalWaitingVolume
              JournalRefused
            OwnMachineryTruthTest.aDiskThatFails:
              JournalFailures JournalStatus
            OwnMachineryTruthTest.roomOnDisk:
              StorageName StorageStatus StorageFree StorageReserve StorageFreeInodes
              StorageReserveInodes
            OwnMachineryTruthTest.listenersAndTheirConnections:
              ListenerName ListenerAddress ListenerStatus ListenerConnections
              ListenerAcceptFailures IntakeConnections IntakeConnectionsAllowed IntakeAddresses
              IntakeConnectionsRefused IntakeBuffers IntakeBuffersAllowed
            OwnMachineryTruthTest.aClientThatIsGoneBeforeTheReply:
              IntakeAcksLost
            OwnMachineryTruthTest.moreContentsThanBuffers:
              IntakeBuffersExhausted
            OwnJournalTruthTest.whatIsInTheFiles:
              JournalGroups JournalRecords JournalOctets JournalSegments JournalSpareSegments
              JournalLiveMessages JournalLiveShare JournalOldestSegment JournalBodyFiles
            OwnJournalTruthTest.whatIsCopiedForward:
              JournalSurvivors JournalRecords
            OwnJournalTruthTest.aGroupThatFailed:
              JournalGroups
            OwnJournalTruthTest.whatIsDamagedAndWhatIsSetAside:
              JournalDamage JournalQuarantined
            OwnAlarmTruthTest.anAlarmOfWhatIsStored:
              AlarmsActive AlarmsNotificationSequence AlarmId AlarmKind AlarmSeverity AlarmRule
              AlarmApplication AlarmGroup AlarmSubject AlarmResource AlarmValue AlarmRaiseAt
              AlarmClearAt AlarmUnits AlarmText AlarmSince AlarmRaised AlarmAcknowledged
              AlarmAcknowledgedBy AlarmNotified RuleName RuleKind RuleScope RuleSeverity
              RuleRaiseAt RuleClearAt RuleUnits RuleHold RuleInterval RuleActive
            OwnAlarmTruthTest.anAlarmOfOneReason:
              AlarmReplyClass
            OwnAlarmTruthTest.whatIsHeldBack:
              AlarmsSuppressed AlarmsMaintenanceEnds
            OwnAlarmTruthTest.whatWaitsForAReceiverAndWhatGivesWay:
              AlarmsWaiting AlarmsDropped
            FloodTest.whatIsDroppedIsServedAsItIs:
              AgentDroppedForRate
            FloodTest.whatNobodyHasTimeForIsDroppedAndServedAsItIs:
              AgentDroppedForLoad
            TlsTest.whoHasNoNameIsRefused:
              AgentHandshakesFailed
            TlsTest.silenceHoldsUpNobody:
              AgentSessionsRefused
            """;

    private Proofs() {}

    /** Objects without the module's prefix, by class and method of a test. */
    static Map<String, Set<String>> all() {
        var all = new LinkedHashMap<String, Set<String>>();
        Set<String> objects = new TreeSet<>();
        for (var word : Arrays.asList(WHERE.strip().split("\\s+", -1))) {
            if (word.endsWith(":")) {
                objects = new TreeSet<>();
                all.put(word.substring(0, word.length() - 1), objects);
            } else {
                objects.add(word);
            }
        }
        return all;
    }

    /** Fails when a test has not compared all that is said to be proven by it. */
    static void check(TestInfo test, Set<String> compared) {
        var name =
                test.getTestClass().orElseThrow().getSimpleName()
                        + "."
                        + test.getTestMethod().orElseThrow().getName();
        var missing = new TreeSet<>(all().getOrDefault(name, Set.of()));
        missing.removeAll(compared);
        assertEquals(List.of(), List.copyOf(missing), name + " does not compare");
    }
}
