package org.mailgauge.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mailgauge.agent.snmp.ServedObjects;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** No object of MAILGAUGE-MIB is without a proof, and every proof is a test. */
class ProofsTest {
    private static final List<String> PACKAGES =
            List.of("org.mailgauge.truth.", "org.mailgauge.agent.", "org.mailgauge.agent.snmp.");

    @Test
    void everyObjectIsComparedSomewhere() {
        var proven = new TreeSet<String>();
        Proofs.all().values().forEach(proven::addAll);
        var all = new TreeSet<>(ServedObjects.module());
        assertTrue(all.size() > 150, () -> "only " + all.size());
        assertEquals(List.copyOf(all), List.copyOf(proven));
    }

    @Test
    void everyProofIsATest() {
        for (var name : Proofs.all().keySet()) {
            var parts = name.split("\\.", 2);
            var type = PACKAGES.stream().map(one -> find(one + parts[0])).flatMap(List::stream);
            assertTrue(
                    type.flatMap(one -> Arrays.stream(one.getDeclaredMethods()))
                            .filter(method -> method.isAnnotationPresent(Test.class))
                            .anyMatch(method -> method.getName().equals(parts[1])),
                    name);
        }
    }

    private static List<Class<?>> find(String name) {
        try {
            return List.of(Class.forName(name));
        } catch (ClassNotFoundException none) {
            return List.of();
        }
    }
}
