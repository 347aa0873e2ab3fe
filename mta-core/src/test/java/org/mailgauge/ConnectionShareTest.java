package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.mailgauge.host.HostNet;

class ConnectionShareTest {
    /** 20,000 connections, 2,000 of them in reserve, and 1,000 associations. */
    @ParameterizedTest(name = "{0} descriptors: {1} inbound ({2} reserved), {3} outbound")
    @CsvSource({
        "2147483647, 20000, 2000, 1000",
        "21256,      20000, 2000, 1000",
        "21255,      19999, 1999, 1000",
        "8192,       6936,  693,  1000",
        "1024,       672,   67,   224",
        "150,        99,    9,    33",
        "3,          2,     0,    1",
        "0,          1,     0,    1",
    })
    void isWhatTheDescriptorsAllow(int descriptors, int inbound, int reserve, int outbound) {
        var share = ConnectionShare.of(SmtpLimits.DEFAULT, DeliveryConfig.DEFAULT, descriptors);
        assertEquals(new ConnectionShare(inbound, reserve, outbound), share);
        var applied = share.applied(DeliveryConfig.DEFAULT);
        assertEquals(outbound, applied.associations());
        assertEquals(Math.min(100, outbound), applied.lingerAssociations());
        assertEquals(DeliveryConfig.DEFAULT.concurrency(), applied.concurrency());
    }

    @Test
    void theMachineSaysHowManyAreLeft() {
        try (var net = new HostNet()) {
            assertTrue(net.descriptorsLeft() > 10, () -> net.descriptorsLeft() + " left");
        }
    }
}
