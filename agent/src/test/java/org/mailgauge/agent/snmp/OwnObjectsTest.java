package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailgauge.observe.MtaSnapshot;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BER;
import org.snmp4j.asn1.BERInputStream;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.VariableBinding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What MAILGAUGE-MIB shows of a picture made by hand, and to whom. */
class OwnObjectsTest {
    private static final String OURS = SystemObjects.OURS.toDottedString();

    private final Map<String, String> image = image(Alarmed.picture(Snapshots.full()), 100);

    @TempDir Path state;

    private static Map<String, String> image(Picture picture, double seconds) {
        var image = new TreeMap<String, String>();
        OwnObjects.TABLES.forEach(
                table ->
                        read(
                                table,
                                picture,
                                new Moment(Snapshots.at(seconds), Snapshots.START),
                                image));
        return image;
    }

    private static <R> void read(
            Table<R> table, Picture picture, Moment at, Map<String, String> image) {
        var rows = Rows.of(table, picture);
        for (int column = 0; column < table.columns().size(); column++) {
            for (int row = rows.cell(column, 0); row >= 0; row = rows.cell(column, row + 1)) {
                var name = table.columns().get(column).name();
                var index = new OID(rows.index(row)).toDottedString();
                var value = rows.read(column, row, at);
                assertNotNull(value, name);
                image.put(name.substring("mailgauge".length()) + "." + index, value.toString());
            }
        }
    }

    private void shows(String expected) {
        shows(image, expected);
    }

    private static void shows(Map<String, String> image, String expected) {
        expected.lines()
                .forEach(
                        line -> {
                            var parts = line.split(" = ", -1);
                            assertEquals(
                                    parts[1], image.getOrDefault(parts[0], "absent"), parts[0]);
                        });
    }

    @Test
    void everyObjectHasAnInstanceInOnePictureOrAnother() {
        var seen = new TreeSet<String>();
        image.keySet().forEach(name -> seen.add("mailgauge" + name.split("\\.", 2)[0]));
        for (var table : OwnObjects.TABLES) {
            for (var column : table.columns()) {
                assertTrue(seen.contains(column.name()), column.name());
            }
        }
    }

    @Test
    void theSnapshotAndTheConfiguration() {
        shows(
                """
                SnapshotSequence.0 = 1
                SnapshotTaken.0 = 0:01:40.00
                ConfigurationLoaded.0 = 07:ea:02:1c:17:3b:3a:09:2b:00:00""");
    }

    @Test
    void anMtaAndItsBooks() {
        shows(
                """
                MtaHCReceivedMessages.1001 = 5
                MtaHCReceivedRecipients.1001 = 10
                MtaHCReceivedOctets.1001 = 5999
                MtaHCTransmittedMessages.1001 = 6
                MtaHCTransmittedRecipients.1001 = 7
                MtaHCTransmittedOctets.1001 = 5999
                MtaDeferredRecipients.1001 = 0
                MtaOldestMessageStored.1001 = 9000
                MtaOldestDue.1001 = 2500
                MtaScheduledRetry.1001 = 3000
                MtaDiscontinuity.1001 = 0:00:00.00
                MtaHCReceivedMessages.1002 = absent
                BooksCarried.1001 = 1
                BooksReceived.1001 = 2
                BooksGenerated.1001 = 4
                BooksExpandedOut.1001 = 8
                BooksRelayed.1001 = 32
                BooksDelivered.1001 = 64
                BooksBounced.1001 = 128
                BooksExpired.1001 = 256
                BooksDeleted.1001 = 512
                BooksDiscarded.1001 = 1024
                BooksQuarantined.1001 = 2048
                BooksExpandedIn.1001 = 4096
                BooksImbalance.1001 = -8161
                BooksGroupImbalance.1001 = 0""");
    }

    @Test
    void groups() {
        shows(
                """
                GroupHCReceivedMessages.1001.1001 = 100
                GroupHCReceivedOctets.1001.1001 = 123456
                GroupHCReceivedRecipients.1001.1001 = 150
                GroupHCRejectedMessages.1001.1001 = 9
                GroupHCTransmittedMessages.1001.1001 = absent
                GroupDeferredRecipients.1001.1001 = absent
                GroupImbalance.1001.1001 = absent
                GroupHCTransmittedMessages.1001.1003 = 5
                GroupHCTransmittedOctets.1001.1003 = 5001
                GroupHCTransmittedRecipients.1001.1003 = 5
                GroupDeferredRecipients.1001.1003 = 0
                GroupOldestDue.1001.1003 = 2500
                GroupOldestDue.1001.1004 = absent
                GroupImbalance.1001.1003 = 0
                GroupDiscontinuity.1001.1003 = 0:00:00.00""");
    }

    @Test
    void machinery() {
        shows(
                """
                JournalStatus.0 = 1
                JournalFlushTime.0 = 1500001
                JournalLongestFlush.0 = 2500
                JournalGroups.0 = 9007199254740991
                JournalLiveShare.0 = 667
                JournalOldestSegment.0 = 150
                JournalWaitingVolume.0 = 1
                StorageName.1 = queue
                StorageStatus.1 = 2
                StorageFree.1 = 199
                StorageReserve.1 = 64
                StorageFreeInodes.1 = 5000
                StorageReserveInodes.1 = 1000
                IntakeConnections.0 = 3
                IntakeConnectionsAllowed.0 = 1000
                IntakeAcksLost.0 = 2""");
    }

    @Test
    void whyMailWaitsAndHowLongThingsTake() {
        shows(
                """
                DeferralRecipients.1001.1003.2 = 5000000000
                DeferralWaiting.1001.1003.2 = 5
                DeferralRecipients.1001.1003.15 = 6
                DeferralWaiting.1001.1003.15 = 0
                LatencyCount.1001.1003.2 = 5
                LatencyTotal.1001.1003.2 = 9
                LatencyMedian.1001.1003.2 = 2
                LatencyPercentile90.1001.1003.2 = 90
                LatencyPercentile99.1001.1003.2 = 99
                LatencyLongest.1001.1003.2 = 101
                LatencyCount.1001.1003.3 = 5
                LatencyTotal.1001.1003.3 = 0
                LatencyMedian.1001.1003.3 = absent
                LatencyLongest.1001.1003.3 = absent""");
    }

    @Test
    void whenAGroupWillBeEmpty() {
        shows(
                """
                GroupDrainForecast.1001.1003 = 30000
                GroupDrainEarliest.1001.1003 = 20000
                GroupDrainLatest.1001.1003 = 60000
                GroupDrainForecast.1001.1004 = absent
                GroupDrainEarliest.1001.1004 = absent
                GroupDrainLatest.1001.1004 = absent""");
        shows(
                image(Alarmed.picture(Snapshots.full()), 350),
                """
                GroupDrainForecast.1001.1003 = 5000
                GroupDrainEarliest.1001.1003 = 1""");
    }

    @Test
    void listeners() {
        shows(
                """
                ListenerName.1001.1 = smtp
                ListenerAddress.1001.1 = 127.0.0.1:25
                ListenerStatus.1001.1 = 1
                ListenerConnections.1001.1 = 4
                ListenerAcceptFailures.1001.1 = 3
                ListenerName.1001.13 = lmtp-socket
                ListenerStatus.1001.13 = 3""");
    }

    @Test
    void anAgeOfTheMachineryGrowsWithTheClock() {
        shows(image(Alarmed.picture(Snapshots.full()), 107), "JournalOldestSegment.0 = 850");
    }

    @Test
    void troubleOfJournalAndDisk() {
        shows(with("journal_congested", 1), "JournalStatus.0 = 2");
        shows(with("journal_failed", 1), "JournalStatus.0 = 3");
        shows(with("disk_free_bytes", 64_000_000), "StorageStatus.1 = 3");
        shows(with("disk_free_bytes", 64_000_001), "StorageStatus.1 = 2");
        shows(with("disk_free_bytes", 256_999_999), "StorageStatus.1 = 2");
        shows(with("disk_free_bytes", 257_000_000), "StorageStatus.1 = 1");
        shows(with("disk_free_inodes", 1000), "StorageStatus.1 = 3");
    }

    private static Map<String, String> with(String metric, double value) {
        var full = Snapshots.full();
        var health = new HashMap<>(full.health());
        health.put(metric, value);
        return image(
                Alarmed.picture(
                        new MtaSnapshot(
                                1, full.takenAt(), full.takenTicks(), full.applications(), health)),
                100);
    }

    @Test
    void whatIsNotKnownHasNoInstance() {
        var bare = image(Picture.of(Snapshots.of(3, List.of())), 100);
        assertEquals(List.of("SnapshotSequence.0", "SnapshotTaken.0"), List.copyOf(bare.keySet()));
    }

    @Test
    void alarms() {
        shows(
                """
                AlarmsActive.0 = 4
                AlarmsNotificationSequence.0 = 1
                AlarmsSuppressed.0 = 11
                AlarmsWaiting.0 = 3
                AlarmsDropped.0 = 4
                AlarmsMaintenanceEnds.0 = 2000
                AlarmId.301 = 301
                AlarmKind.301 = 1
                AlarmKind.302 = 10
                AlarmSeverity.301 = 3
                AlarmRule.301 = 1
                AlarmRule.303 = 5
                AlarmApplication.301 = 1001
                AlarmGroup.301 = 1003
                AlarmGroup.302 = absent
                AlarmSubject.301 = smtp-out
                AlarmResource.301 = 1.3.6.1.2.1.28.2.1.2.1001.1003
                AlarmResource.302 = %1$s.12.1.2.1
                AlarmResource.303 = 1.3.6.1.2.1.27.1.1.2.1001
                AlarmResource.304 = 0.0
                AlarmReplyClass.301 = absent
                AlarmReplyClass.304 = 9
                AlarmValue.301 = 2147483647
                AlarmValue.304 = -7
                AlarmRaiseAt.301 = 1000
                AlarmClearAt.301 = 500
                AlarmUnits.302 = M-octets
                AlarmText.302 = data-dir is bad
                AlarmSince.301 = 0:00:40.00
                AlarmSince.302 = 0:00:00.00
                AlarmRaised.301 = 07:ea:03:01:0b:3a:3b:00:2b:00:00
                AlarmAcknowledged.301 = 1
                AlarmAcknowledged.302 = 2
                AlarmAcknowledgedBy.301 = ops
                AlarmAcknowledgedBy.302 = absent
                AlarmNotified.301 = 77
                AlarmNotified.302 = absent"""
                        .formatted(OURS));
    }

    @Test
    void rules() {
        shows(
                """
                RuleName.1 = too much
                RuleKind.1 = 1
                RuleKind.5 = 13
                RuleScope.1 = *
                RuleSeverity.1 = 3
                RuleRaiseAt.2 = 256
                RuleClearAt.2 = 320
                RuleUnits.2 = M-octets
                RuleHold.1 = 1000
                RuleInterval.1 = 30000
                RuleActive.1 = 2
                RuleActive.2 = 1""");
    }

    @Test
    void theTablesCanBeReadWithoutARequest() {
        var instances =
                new Instances(
                        () -> Alarmed.picture(Snapshots.full()),
                        new TestTime(Snapshots.at(100)),
                        Snapshots.START);
        var pinned = instances.now();
        var at = new OID("1.3");
        int count = 0;
        for (var cell = instances.next(at, false, pinned);
                cell.isPresent();
                cell = instances.next(at, false, pinned)) {
            assertTrue(at.compareTo(cell.get().oid()) < 0, at.toDottedString());
            at = cell.get().oid();
            assertEquals(cell.get().value(), instances.get(at, pinned));
            count++;
        }
        assertTrue(count > image.size() + 68, count + " instances");
        assertEquals(at, instances.next(at, true, pinned).orElseThrow().oid());
        assertEquals("noSuchObject", instances.get(new OID("1.3.6.1.2.1.27.1.1.1.1"), pinned) + "");
        assertEquals("noSuchObject", instances.get(new OID("1.3.6.1.2.1.99.1.0"), pinned) + "");
    }

    @Test
    void theFirstVersionStepsOverNumbersOf64Bits() throws IOException {
        try (var agent = TestAgent.start(state, Snapshots.full())) {
            var sixtyFour = OURS + ".3.1.1.1001";
            var refused = first(agent, PDU.GET, sixtyFour);
            assertEquals(PDU.noSuchName, refused.getErrorStatus());
            assertEquals(1, refused.getErrorIndex());
            var next = first(agent, PDU.GETNEXT, OURS + ".3.1");
            assertEquals(OURS + ".3.1.8.1001", next.get(0).getOid().toDottedString());
            var scalar = first(agent, PDU.GETNEXT, OURS + ".11.1.0");
            assertEquals(OURS + ".11.6.0", scalar.get(0).getOid().toDottedString());
            try (var second = agent.community()) {
                var value = TestAgent.ask(second, PDU.GET, sixtyFour).get(0).getVariable();
                assertEquals("5", value.toString());
            }
        }
    }

    /** A question in SNMPv1, octet by octet. */
    private static PDU first(TestAgent agent, int type, String oid) throws IOException {
        var pdu = new PDUv1();
        pdu.setType(type);
        pdu.setRequestID(new Integer32(7));
        pdu.add(new VariableBinding(new OID(oid)));
        var community = new OctetString(TestAgent.COMMUNITY);
        int length = 3 + community.getBERLength() + pdu.getBERLength();
        var out =
                new BEROutputStream(
                        ByteBuffer.allocate(length + BER.getBERLengthOfLength(length) + 1));
        BER.encodeHeader(out, BER.SEQUENCE, length);
        new Integer32(0).encodeBER(out);
        community.encodeBER(out);
        pdu.encodeBER(out);
        var octets = Relay.ask(agent.endpoint(), out.getBuffer().array(), 5000).orElseThrow();
        var in = new BERInputStream(ByteBuffer.wrap(octets));
        BER.decodeHeader(in, new BER.MutableByte());
        new Integer32().decodeBER(in);
        new OctetString().decodeBER(in);
        var response = new PDUv1();
        response.decodeBER(in);
        return response;
    }

    @Test
    void theSummaryViewHasNoNamesInAlarmsAndRules() throws IOException {
        var config =
                new SnmpConfig(
                        TestAgent.config().listen(),
                        List.of(),
                        List.of(TestAgent.user("noc", SnmpConfig.View.SUMMARY)),
                        "mx1.example.test");
        try (var agent = TestAgent.start(state, Snapshots.full(), config);
                var client = SnmpClient.user(agent.endpoint(), TestAgent.USER)) {
            var seen = new TreeSet<String>();
            for (var binding : TestAgent.walk(client, OURS, 25)) {
                seen.add(MibNames.instance().object(binding.getOid()).orElseThrow().name());
            }
            for (var hidden :
                    List.of(
                            "AlarmSubject",
                            "AlarmText",
                            "AlarmResource",
                            "AlarmAcknowledgedBy",
                            "RuleScope",
                            "RuleName")) {
                assertFalse(seen.contains("mailgauge" + hidden), hidden);
            }
            assertTrue(seen.contains("mailgaugeAlarmKind"));
            assertTrue(seen.contains("mailgaugeRuleActive"));
        }
    }
}
