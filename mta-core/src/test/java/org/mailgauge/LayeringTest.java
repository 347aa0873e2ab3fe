package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Set;
import java.util.TreeSet;

/** Each rule holds for the code, and fails for every offender that is planted against it. */
class LayeringTest {
    private static final String ROOT = "org.mailgauge";
    private static final String PLANTED = "org.mailgauge.planted";
    private static final JavaClasses CODE = Layering.code();

    @Test
    void coreKnowsNothingAbove() {
        Layering.coreKnowsNothingAbove(ROOT).check(CODE);
        assertOffends(Layering.coreKnowsNothingAbove(PLANTED), "queue", "KnowsTheAgent");
    }

    @Test
    void protocolsArePure() {
        Layering.protocolsArePure(ROOT).check(CODE);
        assertAllOffend(Layering.protocolsArePure(PLANTED), "smtp");
    }

    @Test
    void onlyHostTouchesTheMachine() {
        Layering.onlyHostTouchesTheMachine(ROOT).check(CODE);
        assertAllOffend(Layering.onlyHostTouchesTheMachine(PLANTED), "wire");
    }

    @Test
    void hostMayTouchTheMachine() {
        Layering.onlyHostTouchesTheMachine(PLANTED)
                .allowEmptyShould(true)
                .check(Layering.planted("host"));
    }

    @Test
    void hostKnowsOnlyPorts() {
        Layering.hostKnowsOnlyPorts(ROOT).check(CODE);
        assertOffends(Layering.hostKnowsOnlyPorts(PLANTED), "host", "KnowsTheQueue");
    }

    @Test
    void portsKnowOnlyAddresses() {
        Layering.portsKnowOnlyAddresses(ROOT).check(CODE);
        assertOffends(Layering.portsKnowOnlyAddresses(PLANTED), "port", "KnowsTheQueue");
    }

    @Test
    void observationKnowsOnlyValues() {
        Layering.observationKnowsOnlyValues(ROOT).check(CODE);
        assertOffends(Layering.observationKnowsOnlyValues(PLANTED), "observe", "KnowsTheQueue");
    }

    @Test
    void queueKnowsNoWire() {
        Layering.queueKnowsNoWire(ROOT).check(CODE);
        assertOffends(Layering.queueKnowsNoWire(PLANTED), "queue", "KnowsTheWire");
    }

    @Test
    void roomsAreFreeOfCycles() {
        Layering.roomsAreFreeOfCycles(ROOT).check(CODE);
        var planted = new ClassFileImporter().importPackages(PLANTED);
        assertTrue(Layering.roomsAreFreeOfCycles(PLANTED).evaluate(planted).hasViolation());
    }

    @Test
    void packagesAreNullMarked() {
        Layering.packagesAreNullMarked(ROOT).check(CODE);
        assertAllOffend(Layering.packagesAreNullMarked(PLANTED), "port");
    }

    @Test
    void testsNeverPauseForATime() {
        Layering.testsNeverPause().check(Layering.tests());
        assertOffends(Layering.testsNeverPause(), "wire", "Sleeps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"address", "config", "host", "observe", "port", "queue", "smtp", "wire"})
    void rulesSeeTheRoom(String room) {
        assertTrue(
                CODE.stream().anyMatch(type -> type.getPackageName().equals(ROOT + "." + room)),
                "no class of " + room + " was imported");
    }

    private static void assertOffends(ArchRule rule, String room, String offender) {
        assertTrue(
                rule.evaluate(Layering.one(Layering.planted(room), offender)).hasViolation(),
                offender + " passes: " + rule.getDescription());
    }

    private static void assertAllOffend(ArchRule rule, String room) {
        var offenders = Layering.planted(room);
        assertFalse(offenders.isEmpty(), "nothing is planted in " + room);
        Set<String> passing = new TreeSet<>();
        for (var offender : offenders) {
            if (offender.isTopLevelClass() && hasNested(offenders, offender)) {
                continue;
            }
            if (!rule.evaluate(Layering.one(offenders, offender.getSimpleName())).hasViolation()) {
                passing.add(offender.getSimpleName());
            }
        }
        assertTrue(passing.isEmpty(), passing + " pass: " + rule.getDescription());
    }

    private static boolean hasNested(JavaClasses all, JavaClass outer) {
        return all.stream().anyMatch(type -> type.getName().startsWith(outer.getName() + "$"));
    }
}
