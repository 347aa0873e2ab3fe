package org.mailgauge.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailgauge.testing.Mutants;

import java.util.List;
import java.util.Optional;

class IpAddressTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::1, ::1",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:192.0.2.7, 192.0.2.7",
        "1:2:3:4:5:6:192.0.2.9, 1:2:3:4:5:6:c000:209",
        "::, ::",
    })
    @DisplayName("text is canonical (RFC 5952)")
    void canonical(String given, String expected) {
        assertEquals(expected, IpAddress.parse(given).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1::2::3",
                "12345::",
                ":1",
                "1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1.2.3",
                "fe80::1%eth0"
            })
    void othersAreNone(String text) {
        assertEquals(Optional.empty(), IpAddress.parse(text));
    }

    @Test
    void prefixesKeepTheirBits() {
        var address = IpAddress.parse("203.0.113.255").orElseThrow();
        assertEquals("203.0.113.240", address.prefix(28).toString());
        assertEquals("0.0.0.0", address.prefix(0).toString());
        var six = IpAddress.parse("2001:db8:1:2:3::9").orElseThrow();
        assertEquals("2001:db8:1:2::", six.prefix(64).toString());
        assertTrue(IpAddress.parse("127.9.9.9").orElseThrow().isLoopback());
    }

    @Test
    void whateverIsParsedReadsBackTheSame() {
        Mutants.of(
                List.of("192.0.2.1", "2001:db8::1:0:0:1", "::ffff:10.0.0.1", "::"),
                text ->
                        IpAddress.parse(text)
                                .ifPresent(
                                        ip ->
                                                assertEquals(
                                                        Optional.of(ip),
                                                        IpAddress.parse(ip.toString()))));
    }
}
