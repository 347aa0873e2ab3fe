package org.mailgauge.agent.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

class ResponderTest {
    private static final MapMib MIB =
            MapMib.of("1.1.1", "1.1.2", "1.2.1", "1.3.1", "1.3.2", "1.5.1", "2.1.1");
    private static final Regions REGIONS =
            new Regions(List.of(new OID("2.1"), new OID("1.1"), new OID("1.3")));
    private static final Responder RESPONDER = new Responder(REGIONS);

    /** {@code START[+][-END]}, + for an included start. */
    private static SearchRange range(String text) {
        var parts = text.split("-", 2);
        boolean included = parts[0].endsWith("+");
        return new SearchRange(
                new OID(parts[0].replace("+", "")),
                included,
                parts.length == 1 ? null : new OID(parts[1]));
    }

    private static List<SearchRange> ranges(String text) {
        return Arrays.stream(text.split(" ")).map(ResponderTest::range).toList();
    }

    private static String shown(Pdu.Response response) {
        return response.error() != 0
                ? "error " + response.error() + " at " + response.index()
                : response.bindings().stream()
                        .map(b -> b.getOid() + "=" + b.getVariable())
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.1.2        | 1.1.2=2
                    1.1.2 2.1.1  | 1.1.2=2 2.1.1=1
                    1.1.9        | 1.1.9=noSuchInstance
                    1.2.1        | 1.2.1=noSuchObject
                    1.4.1        | 1.4.1=noSuchObject
                    """)
    @DisplayName("GET takes exact names, of what is registered only")
    void get(String ranges, String expected) {
        assertEquals(expected, shown(RESPONDER.get(ranges(ranges), MIB)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.1            | 1.1.1=1
                    1.1.1          | 1.1.2=2
                    1.1.1+         | 1.1.1=1
                    1.1.1.0        | 1.1.2=2
                    1.1.1-1.1.2    | 1.1.1=endOfMibView
                    1.1.1-1.1.2.0  | 1.1.2=2
                    1.1.2-1.2      | 1.1.2=endOfMibView
                    1.1.2          | 1.3.1=1
                    1.2.1+         | 1.3.1=1
                    1.2-1.3        | 1.2=endOfMibView
                    0.0            | 1.1.1=1
                    1.3.2          | 2.1.1=1
                    2.1.1          | 2.1.1=endOfMibView
                    2.2            | 2.2=endOfMibView
                    1.1.1 1.1.2-1.2 1.3 | 1.1.2=2 1.1.2=endOfMibView 1.3.1=1
                    """)
    @DisplayName("GETNEXT keeps within its range and within what is registered (section 7.2.3.2)")
    void next(String ranges, String expected) {
        assertEquals(expected, shown(RESPONDER.next(ranges(ranges), MIB)));
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 2   | 1.1 1.3-2         | 1.1.1=1 1.3.1=1 1.1.2=2 1.3.2=2
                    1 | 2   | 1.1 1.3           | 1.1.1=1 1.3.1=1 1.3.2=2
                    0 | 3   | 1.1+-1.1.2 1.3-2  | 1.1.1=1 1.3.1=1 1.1.1=endOfMibView 1.3.2=2 1.1.1=endOfMibView 1.3.2=endOfMibView
                    0 | 9   | 2.1.1             | 2.1.1=endOfMibView
                    9 | 9   | 1.1               | 1.1.1=1
                    1 | 0   | 1.1 1.3           | 1.1.1=1
                    0 | 0   | 1.1               | ''
                    """)
    @DisplayName("GETBULK steps row by row and stops behind the last (section 7.2.3.3)")
    void bulk(int single, int repetitions, String ranges, String expected) {
        var request = new Pdu.GetBulk(single, repetitions, ranges(ranges));
        assertEquals(expected, shown(RESPONDER.bulk(request, MIB)));
    }

    @Test
    void answersAreBounded() {
        var long1 = new MapMib();
        for (int i = 1; i <= 300; i++) {
            long1.all.put(new OID("1.1." + i), new OctetString(new byte[255]));
        }
        var bulk = RESPONDER.bulk(new Pdu.GetBulk(0, 65_535, ranges("1.1")), long1);
        assertEquals(Status.NO_ERROR, bulk.error());
        int octets = bulk.bindings().stream().mapToInt(Encoder::size).sum();
        assertTrue(octets <= Limits.RESPONSE_OCTETS && octets > Limits.RESPONSE_OCTETS - 300);
        var many = java.util.Collections.nCopies(300, range("1.1"));
        assertEquals(Status.TOO_BIG, RESPONDER.next(many, long1).error());
        var names = java.util.Collections.nCopies(300, range("1.1.1"));
        assertEquals(Status.TOO_BIG, RESPONDER.get(names, long1).error());
        assertEquals(Status.TOO_BIG, RESPONDER.bulk(new Pdu.GetBulk(300, 1, many), long1).error());
    }

    @Test
    void regionsDoNotOverlap() {
        var overlapping = List.of(new OID("1.1.2"), new OID("1.1"));
        assertThrows(IllegalArgumentException.class, () -> new Regions(overlapping));
    }
}
