package org.mailgauge;

import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections there may be, so that the descriptors which the system gives this process
 * last for them, for the journal and for content: as configured, or less. A client beyond them then
 * gets its 421, where without a descriptor nothing would answer it.
 *
 * @param inbound at most
 * @param reserve of these, kept free for this machine and relay networks
 * @param outbound at most
 */
record ConnectionShare(int inbound, int reserve, int outbound) {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionShare.class);

    /** Descriptors for files, and for connections that are being refused: at most so many. */
    private static final int FILES = 256;

    /** When there are few: one part in so many. */
    private static final int FILES_PART = 8;

    /** Outbound connections get one part in so many, when not all fit. */
    private static final int OUTBOUND_PART = 4;

    /**
     * @param descriptors that may still be opened
     */
    static ConnectionShare of(SmtpLimits smtp, DeliveryConfig delivery, int descriptors) {
        int free = descriptors - Math.min(FILES, descriptors / FILES_PART);
        if (free >= (long) smtp.connections() + delivery.associations()) {
            return new ConnectionShare(smtp.connections(), smtp.reserve(), delivery.associations());
        }
        int outbound = Math.clamp(free / OUTBOUND_PART, 1, delivery.associations());
        int inbound = Math.clamp((long) free - outbound, 1, smtp.connections());
        int reserve = (int) ((long) smtp.reserve() * inbound / smtp.connections());
        LOG.warn(
                "{} file descriptors are left, enough for {} inbound and {} outbound connections"
                        + " instead of {} (smtp.connections) and {} (delivery.associations); raise the"
                        + " limit of open files (LimitNOFILE of systemd, ulimit -n)",
                descriptors,
                inbound,
                outbound,
                smtp.connections(),
                delivery.associations());
        return new ConnectionShare(inbound, reserve, outbound);
    }

    /** The configuration with these numbers in place of its own. */
    DeliveryConfig applied(DeliveryConfig config) {
        return new DeliveryConfig(
                config.concurrency(),
                outbound,
                config.concurrencyStart(),
                config.linger(),
                Math.min(config.lingerAssociations(), outbound),
                config.timeouts());
    }
}
