package org.mailgauge.agent.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What one source may have, in virtual time. */
class SourceRatesTest {
    private static final long SECOND = 1_000_000_000L;

    /** A ticker may show anything, also below zero. */
    private static final long START = -5 * SECOND;

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static SourceRates rates(int requests, int octets) {
        return new SourceRates(new SnmpConfig.Rates(requests, octets), 7, START);
    }

    private static int admitted(SourceRates rates, InetAddress source, int asked, long now) {
        int count = 0;
        for (int i = 0; i < asked; i++) {
            count += rates.admits(source, now) ? 1 : 0;
        }
        return count;
    }

    @Test
    void aSourceHasTwoSecondsOfMessagesAtOnceAndThenItsRate() throws UnknownHostException {
        var rates = rates(100, 0);
        var source = address("192.0.2.1");
        assertEquals(200, admitted(rates, source, 1000, START));
        assertEquals(0, admitted(rates, source, 1000, START + SECOND / 200));
        assertEquals(100, admitted(rates, source, 1000, START + SECOND));
        assertEquals(200, admitted(rates, source, 1000, START + 60 * SECOND), "no more is saved");
    }

    @Test
    void sourcesDoNotTakeFromEachOther() throws UnknownHostException {
        var rates = rates(100, 0);
        admitted(rates, address("192.0.2.1"), 1000, START);
        assertTrue(rates.admits(address("192.0.2.2"), START));
    }

    @Test
    void aNetworkOf64BitsIsOneSource() throws UnknownHostException {
        var rates = rates(100, 0);
        admitted(rates, address("2001:db8:1:2::1"), 1000, START);
        assertFalse(rates.admits(address("2001:db8:1:2:ffff::9"), START));
        assertTrue(rates.admits(address("2001:db8:1:3::1"), START));
    }

    @Test
    void whoHasHadTwoSecondsOfOctetsWaits() throws UnknownHostException {
        var rates = rates(0, 1000);
        var source = address("192.0.2.1");
        rates.answered(source, 2000, START);
        assertTrue(rates.admits(source, START));
        rates.answered(source, 500, START);
        assertFalse(rates.admits(source, START));
        assertFalse(rates.admits(source, START + SECOND * 49 / 100));
        assertTrue(rates.admits(source, START + SECOND / 2));
        assertTrue(rates.admits(address("192.0.2.2"), START));
    }

    @Test
    void withoutRatesNothingIsBounded() throws UnknownHostException {
        var rates = rates(0, 0);
        var source = address("192.0.2.1");
        rates.answered(source, Integer.MAX_VALUE, START);
        assertEquals(100_000, admitted(rates, source, 100_000, START));
    }
}
