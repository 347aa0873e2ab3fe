package org.mailgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.Limit;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.config.MtaConfig.ReportConfig;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.mailgauge.host.HostNet;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
        var share = ConnectionShare.of(config(Set.of()), descriptors);
        assertEquals(new ConnectionShare(inbound, reserve, outbound), share);
        var applied = share.applied(DeliveryConfig.DEFAULT);
        assertEquals(outbound, applied.associations());
        assertEquals(Math.min(100, outbound), applied.lingerAssociations());
        assertEquals(DeliveryConfig.DEFAULT.concurrency(), applied.concurrency());
    }

    @ParameterizedTest(name = "{0} descriptors deny {1}")
    @CsvSource({
        "21256, ''",
        "21255, smtp.connections smtp.reserve",
        "8192,  smtp.connections smtp.reserve",
        "1024,  smtp.connections smtp.reserve delivery.associations",
    })
    void onlyWhatTheOperatorSetIsDenied(int descriptors, String keys) {
        var lowered =
                keys.isEmpty()
                        ? Set.<String>of()
                        : Arrays.stream(keys.split(" ")).collect(Collectors.toSet());
        for (var given :
                List.of(
                        EnumSet.noneOf(Limit.class),
                        EnumSet.of(Limit.CONNECTIONS),
                        EnumSet.of(Limit.RESERVE, Limit.ASSOCIATIONS),
                        EnumSet.allOf(Limit.class))) {
            var config = config(given);
            var denied = ConnectionShare.of(config, descriptors).denied(config);
            var expected = given.stream().filter(limit -> lowered.contains(limit.key())).toList();
            assertEquals(expected, List.copyOf(denied));
        }
    }

    private static MtaConfig config(Set<Limit> given) {
        return new MtaConfig(
                "mx.test",
                Set.of(),
                List.of(),
                1 << 20,
                SmtpLimits.DEFAULT,
                QueueConfig.DEFAULT,
                DeliveryConfig.DEFAULT,
                ReportConfig.DEFAULT,
                List.of(),
                Set.of(),
                List.of(),
                given);
    }

    @Test
    void theMachineSaysHowManyAreLeft() {
        try (var net = new HostNet()) {
            assertTrue(net.descriptorsLeft() > 10, () -> net.descriptorsLeft() + " left");
        }
    }
}
