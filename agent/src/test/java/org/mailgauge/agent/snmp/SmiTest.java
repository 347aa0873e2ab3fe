package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class SmiTest {

    @ParameterizedTest(name = "Counter32 of {0} is {1}")
    @CsvSource({"0,0", "4294967295,4294967295", "4294967296,0", "4294967301,5", "-1,4294967295"})
    void countersWrap(long total, long shown) {
        assertEquals(shown, Smi.counter32(total));
    }

    @ParameterizedTest(name = "Gauge32 of {0} is {1}")
    @CsvSource({"-1,0", "0,0", "4294967295,4294967295", "4294967296,4294967295"})
    void gaugesLatch(long level, long shown) {
        assertEquals(shown, Smi.gauge32(level));
    }

    @ParameterizedTest(name = "{0} octets are {1} kilo-octets")
    @CsvSource({"0,0", "999,0", "1000,1", "4500,4", "1999,1"})
    void volumesRoundDownOnceAtTheEnd(long octets, long shown) {
        assertEquals(shown, Smi.kiloOctets(octets));
    }

    @ParameterizedTest(name = "{0} ns are {1} hundredths")
    @CsvSource({
        "-5000000000,0",
        "0,0",
        "9999999,0",
        "10000000,1",
        "21474836470000000,2147483647",
        "21474836480000000,2147483647",
        "9223372036854775807,2147483647"
    })
    void intervalsSaturateAndAreNeverNegative(long nanos, int shown) {
        assertEquals(shown, Smi.timeInterval(nanos));
    }

    @ParameterizedTest(name = "{0} ns after the start is {1}")
    @CsvSource({
        "-1,0",
        "0,0",
        "15000000,1",
        "42949672950000000,4294967295",
        "42949672960000000,0",
        "42949672970000000,1"
    })
    void stampsAreZeroBeforeTheStartAndWrapAfter497Days(long nanos, long shown) {
        assertEquals(shown, Smi.timeStamp(nanos));
    }

    @Test
    void textIsCutTo255OctetsBetweenCharacters() {
        assertEquals("", new String(Smi.string255(""), StandardCharsets.UTF_8));
        assertEquals(255, Smi.string255("a".repeat(255)).length);
        assertEquals(255, Smi.string255("a".repeat(256)).length);
        assertEquals("é".repeat(127), text("é".repeat(200)));
        assertEquals("a" + "€".repeat(84), text("a" + "€".repeat(100)));
        assertEquals("ab" + "\uD83D\uDCE7".repeat(63), text("ab" + "\uD83D\uDCE7".repeat(100)));
    }

    private static String text(String given) {
        return new String(Smi.string255(given), StandardCharsets.UTF_8);
    }
}
