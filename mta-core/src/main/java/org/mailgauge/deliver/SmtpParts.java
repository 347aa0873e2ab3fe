package org.mailgauge.deliver;

import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.observe.AssociationIds;
import org.mailgauge.observe.Observer;
import org.mailgauge.port.Net;
import org.mailgauge.port.Resolver;
import org.mailgauge.port.Time;
import org.mailgauge.smtp.MailProtocol;
import org.mailgauge.smtp.SmtpClientSession;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * What delivery by SMTP or LMTP works with. Safe for use by any thread.
 *
 * @param ids of the MTA application, shared with the server
 */
record SmtpParts(
        Net net,
        Ourselves ourselves,
        Resolver resolver,
        Time time,
        Observer observer,
        AssociationIds ids,
        DeliveryConfig config,
        MailProtocol protocol,
        SmtpClientSession session,
        SmtpTotals totals) {

    /** The same with other limits. */
    SmtpParts with(DeliveryConfig other) {
        return new SmtpParts(
                net, ourselves, resolver, time, observer, ids, other, protocol, session, totals);
    }

    /** A step's time limit, by its key in the configuration. */
    Duration timeout(String step) {
        var configured = config.timeouts().get(step);
        var usual = DeliveryConfig.DEFAULT.timeouts().get(step);
        if (configured == null && usual == null) {
            throw new IllegalArgumentException("no such step: " + step);
        }
        return configured != null ? configured : Objects.requireNonNull(usual);
    }

    Duration timeout(Enum<?> step) {
        return timeout(step.name().toLowerCase(Locale.ROOT));
    }
}
