package org.mailgauge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.jspecify.annotations.NullMarked;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What may be reached through the ports only; method references count as calls. */
final class Seams {
    private static final Set<String> CLOCKS_AND_CHANCE =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.lang.Thread.sleep",
                    "java.util.concurrent.TimeUnit.sleep",
                    "java.util.concurrent.locks.LockSupport.parkNanos",
                    "java.util.concurrent.locks.LockSupport.parkUntil",
                    "java.time.Clock.systemUTC",
                    "java.time.Clock.systemDefaultZone",
                    "java.time.Clock.system",
                    "java.time.Clock.tick",
                    "java.time.Clock.tickMillis",
                    "java.time.Clock.tickSeconds",
                    "java.time.Clock.tickMinutes",
                    "java.util.Calendar.getInstance",
                    "java.util.UUID.randomUUID",
                    "java.lang.Math.random",
                    "java.util.random.RandomGenerator.getDefault",
                    "java.util.random.RandomGenerator.of");

    private static final Set<String> SEEDED_BY_THE_MACHINE_WITHOUT_ARGUMENTS =
            Set.of("java.util.Random", "java.util.SplittableRandom", "java.util.Date");

    private static final Set<String> THREAD_STARTERS =
            Set.of(
                    "java.lang.Thread.<init>",
                    "java.lang.Thread.start",
                    "java.lang.Thread.ofVirtual",
                    "java.lang.Thread.ofPlatform",
                    "java.lang.Thread.startVirtualThread");

    private static final Set<String> CALLS_TO_THE_MACHINE =
            Set.of(
                    "java.net.InetAddress.getByName",
                    "java.net.InetAddress.getAllByName",
                    "java.net.InetAddress.getLocalHost",
                    "java.lang.Runtime.exec",
                    "java.lang.Runtime.halt",
                    "java.lang.System.exit");

    static final DescribedPredicate<JavaAccess<?>> CLOCK_OR_CHANCE =
            DescribedPredicate.describe(
                    "the target is a clock, a pause or randomness of the machine",
                    access ->
                            CLOCKS_AND_CHANCE.contains(target(access))
                                    || isNow(access)
                                    || isUnseeded(access)
                                    || owner(access)
                                            .equals("java.util.concurrent.ThreadLocalRandom")
                                    || owner(access).equals("java.security.SecureRandom"));

    static final DescribedPredicate<JavaAccess<?>> PAUSE =
            DescribedPredicate.describe(
                    "the target sleeps",
                    access ->
                            target(access).equals("java.lang.Thread.sleep")
                                    || target(access)
                                            .equals("java.util.concurrent.TimeUnit.sleep"));

    static final DescribedPredicate<JavaAccess<?>> THREADS =
            DescribedPredicate.describe(
                    "the target starts threads",
                    access ->
                            THREAD_STARTERS.contains(target(access))
                                    || owner(access).equals("java.util.concurrent.Executors"));

    static final DescribedPredicate<JavaAccess<?>> FILES_OR_NETWORK =
            DescribedPredicate.describe(
                    "the target reaches files, names or processes",
                    access -> CALLS_TO_THE_MACHINE.contains(target(access)));

    static final DescribedPredicate<JavaClass> MACHINE_TYPES =
            type(
                            java.nio.file.Files.class,
                            java.io.RandomAccessFile.class,
                            java.net.Socket.class,
                            java.net.ServerSocket.class,
                            java.net.DatagramSocket.class,
                            java.util.Timer.class,
                            java.util.concurrent.ScheduledExecutorService.class,
                            java.util.concurrent.CompletableFuture.class,
                            ProcessBuilder.class)
                    .or(resideInAPackage("java.nio.channels.."))
                    .or(
                            DescribedPredicate.describe(
                                    "files of java.io",
                                    type -> type.getName().startsWith("java.io.File")))
                    .as("types of files, sockets, timers, futures or processes");

    static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE =
            new ArchCondition<>("be in a package whose package-info is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(
                            new SimpleConditionEvent(
                                    type,
                                    marked,
                                    type.getPackageName() + " is not marked: " + type.getName()));
                }
            };

    private Seams() {}

    static DescribedPredicate<JavaClass> type(Class<?>... types) {
        var names = Arrays.stream(types).map(Class::getName).collect(Collectors.toSet());
        return DescribedPredicate.describe(
                "one of " + names, type -> names.contains(type.getName()));
    }

    private static boolean isNow(JavaAccess<?> access) {
        return owner(access).startsWith("java.time.") && access.getTarget().getName().equals("now");
    }

    private static boolean isUnseeded(JavaAccess<?> access) {
        return SEEDED_BY_THE_MACHINE_WITHOUT_ARGUMENTS.contains(owner(access))
                && access.getTarget().getFullName().endsWith("<init>()");
    }

    private static String target(JavaAccess<?> access) {
        return owner(access) + "." + access.getTarget().getName();
    }

    private static String owner(JavaAccess<?> access) {
        return access.getTargetOwner().getName();
    }
}
