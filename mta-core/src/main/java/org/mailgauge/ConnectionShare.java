package org.mailgauge;

import org.mailgauge.config.MtaConfig;
import org.mailgauge.config.MtaConfig.DeliveryConfig;
import org.mailgauge.config.MtaConfig.Limit;
import org.mailgauge.config.MtaConfig.SmtpLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumSet;
import java.util.Set;

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
     * The share, told to the log when it is less than configured: as a warning when that denies the
     * operator a limit; defaults just follow the system.
     *
     * @param descriptors that may still be opened
     */
    static ConnectionShare of(MtaConfig config, int descriptors) {
        var share = of(config.smtp(), config.delivery(), descriptors);
        var denied = share.denied(config);
        if (!denied.isEmpty()) {
            LOG.warn(
                    "{} file descriptors are left, too few for {}: {} inbound connections, {} of"
                            + " them in reserve, and {} outbound ones are allowed; raise the limit"
                            + " of open files (LimitNOFILE of systemd, ulimit -n)",
                    descriptors,
                    String.join(", ", denied.stream().map(Limit::key).toList()),
                    share.inbound,
                    share.reserve,
                    share.outbound);
        } else if (!share.lowered(config).isEmpty()) {
            LOG.info(
                    "{} file descriptors are left: {} inbound and {} outbound connections are"
                            + " allowed",
                    descriptors,
                    share.inbound,
                    share.outbound);
        }
        return share;
    }

    private static ConnectionShare of(SmtpLimits smtp, DeliveryConfig delivery, int descriptors) {
        int free = descriptors - Math.min(FILES, descriptors / FILES_PART);
        if (free >= (long) smtp.connections() + delivery.associations()) {
            return new ConnectionShare(smtp.connections(), smtp.reserve(), delivery.associations());
        }
        int outbound = Math.clamp(free / OUTBOUND_PART, 1, delivery.associations());
        int inbound = Math.clamp((long) free - outbound, 1, smtp.connections());
        int reserve = (int) ((long) smtp.reserve() * inbound / smtp.connections());
        return new ConnectionShare(inbound, reserve, outbound);
    }

    /** The limits that the operator set and that are lower here. */
    Set<Limit> denied(MtaConfig config) {
        var denied = lowered(config);
        denied.retainAll(config.given());
        return denied;
    }

    private Set<Limit> lowered(MtaConfig config) {
        var lowered = EnumSet.noneOf(Limit.class);
        if (inbound < config.smtp().connections()) {
            lowered.add(Limit.CONNECTIONS);
        }
        if (reserve < config.smtp().reserve()) {
            lowered.add(Limit.RESERVE);
        }
        if (outbound < config.delivery().associations()) {
            lowered.add(Limit.ASSOCIATIONS);
        }
        return lowered;
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
