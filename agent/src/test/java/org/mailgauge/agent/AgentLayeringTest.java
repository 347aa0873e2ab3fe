package org.mailgauge.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.Layering;

import java.util.List;

/** Each rule holds for the code of all modules, and fails for an offender planted against it. */
class AgentLayeringTest {
    private static final String ROOT = "org.mailgauge";
    private static final String PLANTED = "org.mailgauge.planted";
    private static final JavaClasses CODE = Layering.code();

    private static final String[] SNMP = {"org.snmp4j.."};
    private static final String[] METRICS = {"io.micrometer..", "io.prometheus.."};
    private static final String[] TREES = {"tools.jackson..", "com.fasterxml..", "org.snakeyaml.."};
    private static final String[] COMMANDS = {"picocli.."};
    private static final String[] LOGGING = {"ch.qos.logback.."};
    private static final String[] INDEX = {"org.apache.lucene.."};
    private static final String[] HTTP = {"com.sun.net.httpserver.."};

    /** What the collectors may know. */
    private static final String[] COLLECT = {"observe", "port", "address", "smtp"};

    /** What the index of texts may know. */
    private static final String[] FULLTEXT = {
        "mailaccess", "search", "store", "queue", "mime", "mailbox", "observe", "port", "disk"
    };

    @Test
    void coreKnowsNothingAbove() {
        Layering.coreKnowsNothingAbove(ROOT).check(CODE);
        for (var offender :
                List.of(
                        "KnowsSnmp",
                        "KnowsMicrometer",
                        "KnowsPrometheus",
                        "KnowsJackson",
                        "KnowsYaml",
                        "KnowsCommands",
                        "KnowsLogback",
                        "KnowsHttpServer",
                        "KnowsLucene",
                        "KnowsFulltext",
                        "KnowsCollectors")) {
            assertOffends(Layering.coreKnowsNothingAbove(PLANTED), "route", offender);
        }
    }

    @Test
    void collectorsKnowObservationOnly() {
        Layering.onlyKnows(ROOT, "collect", COLLECT).check(CODE);
        assertOffends(Layering.onlyKnows(PLANTED, "collect", COLLECT), "collect", "KnowsRoutes");
    }

    @Test
    void fulltextKnowsSearchesAndStoresOnly() {
        check(Layering.onlyKnows(ROOT, "fulltext", FULLTEXT));
        assertOffends(Layering.onlyKnows(PLANTED, "fulltext", FULLTEXT), "fulltext", "KnowsRoutes");
    }

    @Test
    void fulltextTouchesNoMachineButByLucene() {
        check(Layering.onlyHostTouchesTheMachine(ROOT));
        assertOffends(Layering.onlyHostTouchesTheMachine(PLANTED), "fulltext", "ReadsTheClock");
    }

    @Test
    void indexLibraryStaysInItsRoom() {
        Fences.onlyKnownInRoom(ROOT, INDEX, "fulltext").check(CODE);
        assertOffends(Fences.onlyKnownInRoom(PLANTED, INDEX, "fulltext"), "route", "KnowsLucene");
    }

    @Test
    void snmpLibraryStaysInItsRooms() {
        Fences.onlyKnownIn(ROOT, SNMP, "snmp", "snmp.notify", "agentx", "alarm", "cli").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, SNMP, "snmp"), "route", "KnowsSnmp");
    }

    @Test
    void metricsLibraryStaysInItsRoom() {
        Fences.onlyKnownIn(ROOT, METRICS, "metrics").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, METRICS, "metrics"), "route", "KnowsMicrometer");
    }

    @Test
    void treesOfYamlAndJsonStayAtTheEdge() {
        Fences.onlyKnownIn(ROOT, TREES, "conf", "admin", "cli", "alarm").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, TREES, "conf"), "route", "KnowsYaml");
    }

    @Test
    void commandLineLibraryStaysInItsRoom() {
        Fences.onlyKnownIn(ROOT, COMMANDS, "cli", "").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, COMMANDS, "cli"), "route", "KnowsCommands");
    }

    @Test
    void loggingIsSetUpInOnePlace() {
        Fences.onlyKnownIn(ROOT, LOGGING, "", "cli").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, LOGGING, ""), "route", "KnowsLogback");
    }

    @Test
    void httpServerStaysInItsRoom() {
        Fences.onlyKnownIn(ROOT, HTTP, "admin").check(CODE);
        assertOffends(Fences.onlyKnownIn(PLANTED, HTTP, "admin"), "route", "KnowsHttpServer");
    }

    @Test
    void snmpKnowsObservationAndAlarmsOnly() {
        var rule = Fences.snmpKnowsObservationAndAlarmsOnly(PLANTED);
        check(Fences.snmpKnowsObservationAndAlarmsOnly(ROOT));
        assertOffends(rule, "agent.snmp", "KnowsRoutes");
        assertFalse(
                rule.evaluate(planted("agent.snmp", "KnowsAlarms")).hasViolation(),
                "alarms are shown by SNMP");
    }

    @Test
    void metricsKnowObservationOnly() {
        check(Fences.metricsKnowObservationOnly(ROOT));
        assertOffends(Fences.metricsKnowObservationOnly(PLANTED), "agent.metrics", "KnowsRoutes");
        assertOffends(Fences.metricsKnowObservationOnly(PLANTED), "agent.metrics", "KnowsAlarms");
    }

    @Test
    void agentxKnowsPortsOnly() {
        Layering.onlyKnows(ROOT, "agent.agentx", "port", "address").check(CODE);
        assertOffends(
                Layering.onlyKnows(PLANTED, "agent.agentx", "port", "address"),
                "agent.agentx",
                "KnowsRoutes");
    }

    @Test
    void viewsReadSnapshots() {
        check(Fences.viewsReadSnapshots(ROOT));
        assertOffends(Fences.viewsReadSnapshots(PLANTED), "agent.metrics", "HearsEvents");
        assertFalse(
                Fences.viewsReadSnapshots(PLANTED)
                        .evaluate(planted("agent.metrics", "ReadsStatus"))
                        .hasViolation(),
                "an enumeration of an event is a value");
    }

    @Test
    void adaptersAreWiredOnly() {
        check(Fences.adaptersAreWiredOnly(ROOT));
        assertOffends(Fences.adaptersAreWiredOnly(PLANTED), "agent.metrics", "KnowsAdapters");
    }

    @Test
    void nothingKnowsTheWiring() {
        check(Fences.nothingKnowsTheWiring(ROOT));
        assertOffends(Fences.nothingKnowsTheWiring(PLANTED), "agent.metrics", "KnowsWiring");
    }

    @Test
    void takesTimeAndChanceFromPorts() {
        Layering.takesTimeAndChanceFromPorts(ROOT + ".agent").check(CODE);
        assertOffends(
                Layering.takesTimeAndChanceFromPorts(PLANTED + ".agent"),
                "agent.metrics",
                "ReadsTheClock");
    }

    @Test
    void packagesAreNullMarked() {
        Layering.packagesAreNullMarked(ROOT).check(CODE);
        assertOffends(Layering.packagesAreNullMarked(PLANTED), "route", "KnowsSnmp");
    }

    @Test
    void roomsAreFreeOfCycles() {
        check(Layering.roomsAreFreeOfCycles(ROOT + ".agent"));
        assertTrue(
                Layering.roomsAreFreeOfCycles(PLANTED + ".agent")
                        .evaluate(new ClassFileImporter().importPackages(PLANTED + ".agent"))
                        .hasViolation(),
                "a planted cycle is not seen");
    }

    @Test
    void testsNeverPauseForATime() {
        Layering.testsNeverPause().check(Layering.tests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent",
                "agent.agentx",
                "agent.cli",
                "agent.conf",
                "agent.snmp",
                "collect",
                "fulltext",
                "observe",
                "port"
            })
    void rulesSeeTheRoom(String room) {
        assertTrue(
                CODE.stream().anyMatch(type -> type.getPackageName().equals(ROOT + "." + room)),
                "no class of " + room + " was imported");
    }

    /** For rules about rooms that may still be empty. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CODE);
    }

    private static void assertOffends(ArchRule rule, String room, String offender) {
        assertTrue(
                rule.evaluate(planted(room, offender)).hasViolation(),
                offender + " passes: " + rule.getDescription());
    }

    private static JavaClasses planted(String room, String simpleName) {
        return Layering.one(Layering.planted(room), simpleName);
    }
}
