package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.observe.MtaGroup;

import java.util.List;
import java.util.Map;

/** What the doctor calls wrong in a walk. */
class InstanceCheckTest {
    private static final String GROUP = "1.3.6.1.2.1.28.2.1.";

    private static Instance group(int column, String type, String value) {
        return new Instance(GROUP + column + ".1001.1003", type, value);
    }

    @Test
    void oidsMustRise() {
        var one = group(1, "Counter32", "0");
        var two = group(2, "Counter32", "0");
        assertEquals(List.of(), InstanceCheck.order(List.of(one, two)));
        assertEquals(1, InstanceCheck.order(List.of(two, one)).size());
        assertEquals(1, InstanceCheck.order(List.of(one, one)).size(), "strictly");
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        4  | Gauge32      | 5          | 0
        4  | Counter32    | 5          | 1
        12 | INTEGER      | 2147483647 | 0
        12 | INTEGER      | -1         | 1
        12 | TimeTicks    | 5          | 1
        25 | OCTET STRING | smtp-out   | 0
        """)
    void typesAndRangesAreThoseOfTheMib(int column, String type, String value, int wrong) {
        assertEquals(wrong, InstanceCheck.types(List.of(group(column, type, value))).size());
    }

    @Test
    void anEnumeratedValueMustHaveAName() {
        var up = new Instance("1.3.6.1.2.1.27.1.1.6.1001", "INTEGER", "1");
        var none = new Instance("1.3.6.1.2.1.27.1.1.6.1001", "INTEGER", "99");
        assertEquals(List.of(), InstanceCheck.types(List.of(up)));
        assertEquals(1, InstanceCheck.types(List.of(none)).size());
    }

    @Test
    void anIndexMustHaveAllItsParts() {
        var half = new Instance(GROUP + "4.1001", "Gauge32", "5");
        assertEquals(1, InstanceCheck.types(List.of(half)).size());
    }

    @Test
    void aGroupHasTheColumnsOfItsKind() {
        var always =
                List.of(
                        group(4, "Gauge32", "0"),
                        group(25, "OCTET STRING", "smtp-out"),
                        group(30, "INTEGER", "0"),
                        group(31, "INTEGER", "-1"));
        var kinds = Map.of("1001.1003", MtaGroup.Kind.OUTBOUND);
        assertEquals(List.of(), InstanceCheck.absent(always, kinds));
        assertEquals(
                List.of(
                        "mtaGroupStoredMessages.1001.1003 is there, which a group of kind INBOUND"
                                + " does not have"),
                InstanceCheck.absent(always, Map.of("1001.1003", MtaGroup.Kind.INBOUND)));
        assertEquals(
                List.of("mtaGroupCreationTime.1001.1003 is missing"),
                InstanceCheck.absent(List.of(always.get(0), always.get(1), always.get(3)), kinds));
    }

    @Test
    void nothingStoredHasNoOldest() {
        var walk =
                List.of(
                        group(4, "Gauge32", "0"),
                        group(12, "INTEGER", "5"),
                        group(25, "OCTET STRING", "smtp-out"),
                        group(30, "INTEGER", "0"),
                        group(31, "INTEGER", "-1"));
        assertEquals(
                List.of("mtaGroupOldestMessageStored.1001.1003 is there, and nothing stored"),
                InstanceCheck.absent(walk, Map.of("1001.1003", MtaGroup.Kind.OUTBOUND)));
    }

    @Test
    void whatNetSnmpPrints() {
        var text =
                """
                .1.3.6.1.2.1.1.1.0 = STRING: "two
                lines"
                .1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1
                .1.3.6.1.2.1.1.3.0 = Timeticks: (123) 0:00:01.23
                .1.3.6.1.2.1.1.4.0 = ""
                .1.3.6.1.2.1.28.1.1.2.1001 = Gauge32: 7
                .1.3.6.1.6.3.10.2.1.1.0 = Hex-STRING: 80 00
                .1.3.6.1.6.3.10.2.1.4.0 = No more variables left in this MIB View
                """;
        assertEquals(
                List.of("OCTET STRING", "OBJECT IDENTIFIER", "TimeTicks", "OCTET STRING"),
                NetSnmp.parse(text).stream().map(Instance::type).limit(4).toList());
        assertEquals("123", NetSnmp.parse(text).get(2).value());
        assertEquals("7", NetSnmp.parse(text).get(4).value());
        assertEquals(6, NetSnmp.parse(text).size());
    }
}
