package org.mailgauge.whole;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.QueueConfig;
import org.mailgauge.config.MtaConfig.ReportConfig;
import org.mailgauge.route.Route;

import java.util.List;
import java.util.Set;

/** The MTA's configuration in simulated worlds: SMTP and LMTP for loopback, which may relay. */
final class Setup {
    static final String HOSTNAME = "mx.test";
    static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});
    static final Endpoint SERVER = new Endpoint(LOOPBACK, 2525);
    static final Endpoint LMTP = new Endpoint(LOOPBACK, 2424);

    private static final long LARGEST = 1 << 20;

    private Setup() {}

    static MtaConfig config(
            Set<String> localDomains,
            QueueConfig queue,
            DeliveryConfig delivery,
            ReportConfig reports,
            List<Route> routes) {
        return new MtaConfig(
                HOSTNAME,
                localDomains,
                List.of(
                        new MtaConfig.Listener(
                                MtaConfig.Service.SMTP, SERVER, MtaConfig.BareLineEnd.REJECT),
                        new MtaConfig.Listener(
                                MtaConfig.Service.LMTP, LMTP, MtaConfig.BareLineEnd.REJECT)),
                LARGEST,
                MtaConfig.SmtpLimits.DEFAULT,
                queue,
                delivery,
                reports,
                List.of(new MtaConfig.Network(LOOPBACK, 8)),
                Set.of(),
                routes,
                Set.of());
    }
}
