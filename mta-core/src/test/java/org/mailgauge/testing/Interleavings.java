package org.mailgauge.testing;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.mailgauge.address.IpAddress;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs operations on two threads, switched at every place where it matters, and fails when the
 * answers of such a run are those of no order of the operations one after the other. Scenarios are
 * those that a test names, and one that is drawn, the same at each run.
 */
public final class Interleavings {
    private static final int DRAWN = 1;
    private static final int INTERLEAVINGS = 50;

    private final Class<?> operations;
    private final List<ExecutionScenario> scenarios = new ArrayList<>();

    private Interleavings(Class<?> operations) {
        this.operations = operations;
    }

    /** A call of an operation by its name. */
    public record Call(String name, List<?> arguments) {}

    /** Calls an operation. */
    public static Call call(String name, Object... arguments) {
        return new Call(name, List.of(arguments));
    }

    /**
     * Begins.
     *
     * @param operations has methods with Lincheck's annotations on one instance of the structure
     */
    public static Interleavings of(Class<?> operations) {
        return new Interleavings(operations);
    }

    /** Adds a scenario: both threads start after {@code before}, and end before {@code after}. */
    public Interleavings scenario(
            List<Call> before, List<Call> one, List<Call> other, List<Call> after) {
        scenarios.add(
                new ExecutionScenario(
                        actors(before), List.of(actors(one), actors(other)), actors(after), null));
        return this;
    }

    private List<Actor> actors(List<Call> calls) {
        return calls.stream().map(c -> new Actor(method(c.name()), c.arguments())).toList();
    }

    private Method method(String name) {
        return Arrays.stream(operations.getMethods())
                .filter(m -> m.getName().equals(name) && m.isAnnotationPresent(Operation.class))
                .findFirst()
                .orElseThrow();
    }

    /** Runs all of them. What cryptography and values do is not looked into. */
    public void check() {
        var options =
                new ModelCheckingOptions()
                        .iterations(DRAWN)
                        .invocationsPerIteration(INTERLEAVINGS)
                        .threads(2)
                        .actorsPerThread(2)
                        .actorsBefore(1)
                        .actorsAfter(1)
                        .minimizeFailedScenario(false)
                        .addGuarantee(
                                forClasses("javax.crypto.Mac", IpAddress.class.getName())
                                        .allMethods()
                                        .ignore())
                        .logLevel(LoggingLevel.ERROR);
        scenarios.forEach(options::addCustomScenario);
        options.check(operations);
    }
}
