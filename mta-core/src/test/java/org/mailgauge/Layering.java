package org.mailgauge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Arrays;
import java.util.Set;

/**
 * Which room may know which, as rules over a root package: {@code org.mailgauge} for the code, and
 * {@code org.mailgauge.planted} for offenders that prove that a rule can fail.
 */
public final class Layering {
    /** The rooms of the protocols' values, parsers and sessions. */
    private static final String[] PURE = {
        "address", "mailbox", "mime", "smtp", "lmtp", "pop3", "imap", "search", "sasl", "report"
    };

    /** What the modules above are built with, and the core must not know. */
    private static final String[] OUTER_LIBRARIES = {
        "org.snmp4j..",
        "io.micrometer..",
        "io.prometheus..",
        "tools.jackson..",
        "com.fasterxml..",
        "org.snakeyaml..",
        "picocli..",
        "ch.qos.logback..",
        "com.sun.net.httpserver..",
        "org.apache.lucene..",
    };

    /** The rooms of the modules above. */
    private static final String[] ABOVE = {"agent", "collect", "fulltext"};

    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("org.mailgauge.planted");

    private Layering() {}

    /** All classes of the modules on the class path, without those of their tests. */
    public static JavaClasses code() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(Layering::isNoTestJar)
                .importPackages("org.mailgauge");
    }

    /** The test classes of the module, without the planted offenders. */
    public static JavaClasses tests() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("org.mailgauge")
                .that(not(resideInAPackage("org.mailgauge.planted..")));
    }

    private static boolean isNoTestJar(Location location) {
        return !location.contains("-tests.jar");
    }

    /** The offenders planted in a room below {@code org.mailgauge.planted}. */
    public static JavaClasses planted(String room) {
        return PLANTED.that(resideInAPackage("org.mailgauge.planted." + room));
    }

    /** The one of that name, which may be nested. */
    public static JavaClasses one(JavaClasses classes, String simpleName) {
        var found =
                classes.that(
                        DescribedPredicate.describe(
                                simpleName, type -> type.getSimpleName().equals(simpleName)));
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " classes are named " + simpleName);
        }
        return found;
    }

    /** Classes of the core know no library of the agent, nor the modules above. */
    public static ArchRule coreKnowsNothingAbove(String root) {
        return noClasses()
                .that(isCore(root))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(OUTER_LIBRARIES)
                                .or(resideInAnyPackage(rooms(root, ABOVE))));
    }

    /** Protocols are pure: no I/O, clock, thread or logger, and no room that has them. */
    public static ArchRule protocolsArePure(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(rooms(root, PURE))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        "java.net..",
                                        "java.nio.file..",
                                        "java.nio.channels..",
                                        "java.util.logging..",
                                        "java.util.concurrent..",
                                        "javax.net..",
                                        "org.slf4j..")
                                .or(Seams.type(Thread.class, ThreadLocal.class, ScopedValue.class))
                                .or(Seams.type(java.time.Clock.class, System.Logger.class))
                                .or(isStreamOrFile())
                                .or(resideInAPackage(root + "..").and(isNotIn(root, PURE))));
    }

    /** Only the adapters touch the machine. */
    public static ArchRule onlyHostTouchesTheMachine(String root) {
        return noClasses()
                .that(
                        isCore(root)
                                .or(resideInAPackage(root + ".fulltext.."))
                                .or(resideInAPackage(root + ".collect.."))
                                .and(not(resideInAnyPackage(rooms(root, "host", "collect.host")))))
                .should()
                .accessTargetWhere(Seams.CLOCK_OR_CHANCE)
                .orShould()
                .accessTargetWhere(Seams.THREADS)
                .orShould()
                .accessTargetWhere(Seams.FILES_OR_NETWORK)
                .orShould()
                .dependOnClassesThat(Seams.MACHINE_TYPES);
    }

    /** The adapters know the ports that they implement, the values in them, and nothing else. */
    public static ArchRule hostKnowsOnlyPorts(String root) {
        return onlyKnows(root, "host", "port", "address");
    }

    /** The ports know values only. */
    public static ArchRule portsKnowOnlyAddresses(String root) {
        return onlyKnows(root, "port", "address");
    }

    /** What is counted knows no room whose facts it counts. */
    public static ArchRule observationKnowsOnlyValues(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".observe..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..")
                                .and(isNotIn(root, "observe", "port", "address"))
                                .and(not(isStatusOrReply(root))));
    }

    /** The wire knows no queue behind it, and the queue no wire before it. */
    public static ArchRule queueKnowsNoWire(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + ".queue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rooms(root, "wire", "deliver", "host"));
    }

    /** No two rooms know each other, directly or around. */
    public static ArchRule roomsAreFreeOfCycles(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    /** Every package says what it is for and is {@code @NullMarked}. */
    public static ArchRule packagesAreNullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(Seams.BE_IN_A_NULL_MARKED_PACKAGE);
    }

    /** No clock, randomness or pause but through the ports. */
    public static ArchRule takesTimeAndChanceFromPorts(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(Seams.CLOCK_OR_CHANCE);
    }

    /** A test awaits conditions or moves simulated time; it never just waits. */
    public static ArchRule testsNeverPause() {
        return noClasses().should().accessTargetWhere(Seams.PAUSE);
    }

    /** In {@code room}, of our own code, only {@code known} rooms are used. */
    public static ArchRule onlyKnows(String root, String room, String... known) {
        var allowed = Arrays.copyOf(known, known.length + 1);
        allowed[known.length] = room;
        return noClasses()
                .that()
                .resideInAPackage(root + "." + room + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..").and(isNotIn(root, allowed)));
    }

    private static DescribedPredicate<JavaClass> isCore(String root) {
        return resideInAPackage(root + "..").and(not(resideInAnyPackage(rooms(root, ABOVE))));
    }

    private static DescribedPredicate<JavaClass> isNotIn(String root, String... rooms) {
        return not(resideInAnyPackage(rooms(root, rooms)));
    }

    private static DescribedPredicate<JavaClass> isStreamOrFile() {
        return resideInAPackage("java.io")
                .and(
                        not(
                                Seams.type(
                                        java.io.Serializable.class,
                                        java.io.ByteArrayOutputStream.class)));
    }

    private static DescribedPredicate<JavaClass> isStatusOrReply(String root) {
        var names = Set.of(root + ".smtp.EnhancedStatus", root + ".smtp.SmtpReply");
        return DescribedPredicate.describe(
                "one of " + names, type -> names.contains(type.getName()));
    }

    private static String[] rooms(String root, String... rooms) {
        return Arrays.stream(rooms).map(room -> root + "." + room + "..").toArray(String[]::new);
    }
}
