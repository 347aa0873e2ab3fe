package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.observe.Column;
import org.mailgauge.observe.MtaSnapshot;
import org.mailgauge.sim.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Every accessible column of both modules, moved by real sessions through the whole MTA on virtual
 * time: the test of a column asserts what it shows then, and that no other instance of any column
 * shows anything else than the page of its scenario says.
 */
@Timeout(120)
class InstrumentTruthTest {
    private static final MtaSnapshot NOTHING =
            new MtaSnapshot(0, Instant.EPOCH, 0, List.of(), Map.of());

    private static final String MOVED =
            """
            applName                                | STARTS
            applDirectoryName                       | STARTS
            applVersion                             | STARTS
            applUptime                              | STARTS
            applOperStatus                          | CONGESTED
            applLastChange                          | STOPS
            applInboundAssociations                 | SESSION_ENDS
            applOutboundAssociations                | HOP_SILENT
            applOutboundAssociations                | LINGERS
            applOutboundAssociations                | LINGER_ENDS
            applAccumulatedInboundAssociations      | SESSION_OPENS
            applAccumulatedOutboundAssociations     | RELAYED
            applLastInboundActivity                 | SESSION_OPENS
            applLastOutboundActivity                | RELAYED
            applRejectedInboundAssociations         | SESSION_REFUSED
            applFailedOutboundAssociations          | HOP_UNREACHABLE
            applDescription                         | STARTS
            applURL                                 | STARTS
            mtaGroupURL                             | STARTS
            assocRemoteApplication                  | HOP_SILENT
            assocApplicationProtocol                | LMTP_RECEIVED
            assocApplicationType                    | SUBMISSION_OPENS
            assocDuration                           | SESSION_OPENS
            mtaReceivedMessages                     | MESSAGE_RECEIVED
            mtaStoredMessages                       | MESSAGE_RECEIVED
            mtaTransmittedMessages                  | RELAYED
            mtaTransmittedMessages                  | REUSED
            mtaReceivedVolume                       | DISCARDED
            mtaStoredVolume                         | EXPIRED
            mtaTransmittedVolume                    | RELAYED
            mtaReceivedMessages                     | DELAYED
            mtaReceivedRecipients                   | BOUNCED
            mtaStoredRecipients                     | RETRIED
            mtaTransmittedRecipients                | RETRIED
            mtaSuccessfulConvertedMessages          | CONVERTED
            mtaFailedConvertedMessages              | UNCONVERTIBLE
            mtaLoopsDetected                        | LOOP
            mtaGroupReceivedMessages                | MESSAGE_RECEIVED
            mtaGroupRejectedMessages                | TRANSACTION_REJECTED
            mtaGroupStoredMessages                  | HOP_SILENT
            mtaGroupTransmittedMessages             | RELAYED
            mtaGroupReceivedVolume                  | DISCARDED
            mtaGroupStoredVolume                    | MESSAGE_RECEIVED
            mtaGroupTransmittedVolume               | RETRIED
            mtaGroupReceivedRecipients              | MESSAGE_RECEIVED
            mtaGroupStoredRecipients                | EXPIRED
            mtaGroupTransmittedRecipients           | LMTP_RELAYED
            mtaGroupOldestMessageStored             | TIME_PASSES
            mtaGroupInboundAssociations             | SESSION_ENDS
            mtaGroupOutboundAssociations            | HOP_SILENT
            mtaGroupAccumulatedInboundAssociations  | SUBMISSION_OPENS
            mtaGroupAccumulatedOutboundAssociations | PUT_OFF
            mtaGroupLastInboundActivity             | TIME_PASSES
            mtaGroupLastOutboundActivity            | RELAYED
            mtaGroupRejectedInboundAssociations     | SESSION_REFUSED
            mtaGroupFailedOutboundAssociations      | HOP_UNREACHABLE
            mtaGroupInboundRejectionReason          | SESSION_REFUSED
            mtaGroupOutboundConnectFailureReason    | HOP_UNREACHABLE
            mtaGroupScheduledRetry                  | TIME_PASSES
            mtaGroupMailProtocol                    | STARTS
            mtaGroupName                            | STARTS
            mtaGroupSuccessfulConvertedMessages     | CONVERTED
            mtaGroupFailedConvertedMessages         | UNCONVERTIBLE
            mtaGroupDescription                     | STARTS
            mtaGroupCreationTime                    | TIME_PASSES
            mtaGroupHierarchy                       | STARTS
            mtaGroupOldestMessageId                 | MESSAGE_RECEIVED
            mtaGroupLoopsDetected                   | LOOP
            mtaGroupLastOutboundAssociationAttempt  | TIME_PASSES
            mtaGroupAssociationIndex                | SESSION_OPENS
            mtaGroupInboundErrorCount               | TRANSACTION_REJECTED
            mtaGroupInternalErrorCount              | EXPIRED
            mtaGroupOutboundErrorCount              | BOUNCED
            mtaGroupTransmittedVolume               | LOCAL_DELIVERED
            mtaGroupStoredRecipients                | LOCAL_PUT_OFF
            mtaGroupInternalErrorCount              | LOCAL_PUT_OFF
            mtaGroupTransmittedMessages             | LOCAL_RETRIED
            mtaGroupReceivedMessages                | LOCAL_BOUNCED
            mtaGroupLoopsDetected                   | LOCAL_LOOP
            mtaGroupReceivedRecipients              | LMTP_DELIVERED
            mtaTransmittedVolume                    | LMTP_DELIVERED
            mtaGroupInboundErrorCount               | LMTP_HALF
            mtaGroupRejectedMessages                | LMTP_FULL
            applAccumulatedInboundAssociations      | POP3_OPENS
            assocApplicationProtocol                | POP3_OPENS
            assocApplicationType                    | POP3_OPENS
            applLastInboundActivity                 | POP3_OPENS
            assocDuration                           | POP3_ENDS
            applRejectedInboundAssociations         | POP3_REFUSED
            applInboundAssociations                 | POP3_LOST
            applAccumulatedInboundAssociations      | IMAP_OPENS
            assocApplicationProtocol                | IMAP_OPENS
            assocApplicationType                    | IMAP_OPENS
            assocDuration                           | IMAP_ENDS
            applRejectedInboundAssociations         | IMAP_REFUSED
            applInboundAssociations                 | IMAP_LOST
            """;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = MOVED)
    void moves(String object, Scenario scenario) {
        var page = page(scenario);
        assertTrue(page.contains(object + "["), () -> object + " is not on " + scenario.page());
        run(scenario, page);
    }

    private static void run(Scenario scenario, String page) {
        try (var world = new World(scenario.kind())) {
            scenario.prepare(world);
            world.awaitQuiet();
            var before = scenario == Scenario.STARTS ? NOTHING : world.snapshot();
            long then = world.time.ticks();
            scenario.act(world);
            boolean same =
                    Await.within(
                            Duration.ofSeconds(10),
                            () -> page.equals(seen(scenario, world, before, then)));
            if (same) {
                world.awaitQuiet();
            }
            assertEquals(page, seen(scenario, world, before, then));
            Polls.balanced(world.snapshot());
        }
    }

    private static String seen(Scenario scenario, World world, MtaSnapshot before, long then) {
        long read = scenario == Scenario.TIME_PASSES ? then : world.time.ticks();
        return Changes.text(world.changes(before, read), scenario.atSomeTime());
    }

    @Test
    void allColumnsAndAllScenariosHaveATest() {
        var tested = new TreeSet<String>();
        var used = new TreeSet<Scenario>();
        MOVED.lines()
                .map(line -> line.split("\\|"))
                .forEach(
                        cells -> {
                            tested.add(cells[0].strip());
                            used.add(Scenario.valueOf(cells[1].strip()));
                        });
        var all = new TreeSet<String>();
        Arrays.stream(Column.values()).map(Column::object).forEach(all::add);
        assertEquals(all, tested);
        assertEquals(new TreeSet<>(List.of(Scenario.values())), used);
    }

    /** At the start, a group has the columns that the matrix gives its kind, and no others. */
    @Test
    void aFreshGroupHasTheColumnsOfTheMatrix() {
        freshGroups(World.Kind.PLAIN);
        freshGroups(World.Kind.MAILBOXES);
    }

    private static void freshGroups(World.Kind kind) {
        try (var world = new World(kind)) {
            var snapshot = world.snapshot();
            var image = world.image(snapshot);
            var mta = snapshot.applications().getFirst().mta();
            for (var row : mta == null ? List.<MtaSnapshot.GroupRow>of() : mta.groups()) {
                var group = row.group();
                for (var column : Column.values()) {
                    if (column.table() == Column.Table.GROUP) {
                        var name = column.object() + "[" + group.name() + "]";
                        boolean present =
                                column.in(group.kind())
                                        && (column.none() != Column.None.ABSENT
                                                || column == Column.GROUP_URL); // it has a page
                        assertEquals(present, image.containsKey(name), name);
                    }
                }
            }
        }
    }

    /** POP3 and IMAP are applications without an mtaTable row. */
    @ParameterizedTest
    @ValueSource(strings = {"pop3", "imap"})
    void accessHasTheColumnsOfTheMatrix(String protocol) {
        try (var world = new World(World.Kind.MAILBOXES)) {
            var image = world.image(world.snapshot());
            for (var column : Column.values()) {
                var name = column.object() + '[' + protocol + ']';
                boolean present = column.table() == Column.Table.APPL;
                assertEquals(present, image.containsKey(name), name);
            }
            var row = '[' + protocol + ']';
            assertEquals(protocol, image.get("applName" + row));
            assertEquals("1", image.get("applOperStatus" + row));
            assertEquals("0:00:00.00", image.get("applLastInboundActivity" + row));
        }
    }

    /** A backlog that lasts gets a group of its own, and moves there; the past stays in other. */
    @Test
    void aDestinationIsAdmittedByItsBacklog() {
        try (var world = new World()) {
            var recipients = new String[20];
            Arrays.setAll(recipients, i -> "user" + i + "@more.held.test");
            var client = world.connect().greet();
            for (var seed : List.of("x.held.test", "y.held.test", "z.held.test")) {
                client.message("\r\n", "250", "a@" + seed);
            }
            client.message("\r\n", "250", recipients);
            client.quit();
            world.await("mtaGroupStoredRecipients[other]", "23");
            for (int i = 0; i < 60 && !admitted(world); i++) {
                world.advance(Duration.ofSeconds(30));
                world.awaitQuiet();
            }
            world.await("mtaGroupStoredRecipients[more.held.test]", "20");
            var image = world.image(world.snapshot());
            assertEquals("3", image.get("mtaGroupStoredRecipients[other]"));
            assertEquals("23", image.get("mtaGroupReceivedRecipients[other]"));
            assertEquals("0", image.get("mtaGroupReceivedRecipients[more.held.test]"));
            assertEquals("23", image.get("mtaStoredRecipients[mta]"));
            Polls.balanced(world.snapshot());
        }
    }

    private static boolean admitted(World world) {
        return world.image(world.snapshot()).containsKey("mtaGroupName[more.held.test]");
    }

    private static String page(Scenario scenario) {
        var name = "/truth/" + scenario.page() + ".txt";
        try (var page = InstrumentTruthTest.class.getResourceAsStream(name)) {
            return page == null ? "" : new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
