package org.mailgauge.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the agent's rooms, over a root package as those of {@code Layering}. */
final class Fences {
    private static final Set<String> LIVE_OBSERVATION =
            Set.of("MtaEvent", "Observer", "Ledger", "MtaLedger");

    private Fences() {}

    /** A library is known in the named rooms of the agent ("" is its root) and nowhere else. */
    static ArchRule onlyKnownIn(String root, String[] library, String... rooms) {
        var allowed =
                Arrays.stream(rooms)
                        .map(room -> room.isEmpty() ? root + ".agent" : root + ".agent." + room)
                        .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(root + "..").and(not(resideInAnyPackage(allowed))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    /** A library is known in one room of the core's own level, and nowhere else. */
    static ArchRule onlyKnownInRoom(String root, String[] library, String room) {
        return noClasses()
                .that(
                        resideInAPackage(root + "..")
                                .and(not(resideInAPackage(root + "." + room + ".."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
    }

    /**
     * SNMP knows the snapshot, the alarms, certificates, its settings and its sub-agent, nothing of
     * the MTA.
     */
    static ArchRule snmpKnowsObservationAndAlarmsOnly(String root) {
        return knows(
                root,
                "snmp",
                root + ".agent.alarm..",
                root + ".agent.agentx..",
                root + ".agent.tls..");
    }

    /** Metrics know the snapshot and their settings, nothing of the MTA. */
    static ArchRule metricsKnowObservationOnly(String root) {
        return knows(root, "metrics");
    }

    private static ArchRule knows(String root, String view, String... also) {
        var known =
                Stream.concat(
                        Stream.of(
                                root,
                                root + ".address..",
                                root + ".observe..",
                                root + ".port..",
                                root + ".agent.conf..",
                                root + ".agent." + view + ".."),
                        Arrays.stream(also));
        return noClasses()
                .that()
                .resideInAPackage(root + ".agent." + view + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..")
                                .and(not(resideInAnyPackage(known.toArray(String[]::new)))));
    }

    /** Views read snapshots; they neither hear events nor tell any. */
    static ArchRule viewsReadSnapshots(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(views(root))
                .should()
                .dependOnClassesThat(isLiveObservation(root));
    }

    /** Only the wiring and the offline commands reach for the adapters. */
    static ArchRule adaptersAreWiredOnly(String root) {
        return noClasses()
                .that(
                        resideInAPackage(root + ".agent..")
                                .and(not(resideInAnyPackage(root + ".agent", root + ".agent.cli"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".host..");
    }

    /** What is wired does not know who wires it. */
    static ArchRule nothingKnowsTheWiring(String root) {
        return noClasses()
                .that(
                        resideInAPackage(root + ".agent..")
                                .and(not(resideInAnyPackage(root + ".agent", root + ".agent.cli"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".agent");
    }

    private static String[] views(String root) {
        return new String[] {
            root + ".agent.snmp..",
            root + ".agent.metrics..",
            root + ".agent.admin..",
            root + ".agent.agentx..",
            root + ".agent.alarm..",
            root + ".agent.cli.."
        };
    }

    private static DescribedPredicate<JavaClass> isLiveObservation(String root) {
        return describe(
                "events, their observers or the ledger (their enumerations are values)",
                type ->
                        type.getPackageName().equals(root + ".observe")
                                && !type.isEnum()
                                && LIVE_OBSERVATION.contains(outermost(type)));
    }

    private static String outermost(JavaClass type) {
        var name = type.getName().substring(type.getPackageName().length() + 1);
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
