package org.mailgauge.deliver;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.deliver.SmtpAssociation.End;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Resolver.Answer;
import org.mailgauge.queue.LogText;
import org.mailgauge.queue.Slot;
import org.mailgauge.route.NextHop;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/**
 * Serves one slot: finds an address that takes us, and uses that association for the slot's
 * messages. Used by one thread.
 */
final class SmtpDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpDelivery.class);

    /** Addresses of a host that are tried (RFC 5321 section 5.1: at least two). */
    private static final int MOST_ADDRESSES = 5;

    private static final SmtpReply FAULT =
            SmtpReply.of(451, 3, 0, "Delivery failed by a fault of this server");

    private final SmtpParts parts;
    private final Slot slot;
    private final NextHop.SmtpHost host;
    private final JobInHand inHand;

    SmtpDelivery(SmtpParts parts, Slot slot, NextHop.SmtpHost host) {
        this.parts = parts;
        this.slot = slot;
        this.host = host;
        inHand = new JobInHand(slot);
    }

    void run() {
        try {
            if (inHand.take()) {
                deliver();
            }
        } catch (RuntimeException fault) {
            LOG.error("delivery to {} failed by a fault", host, fault);
            inHand.defer(FAULT);
        }
    }

    private void deliver() {
        while (overSomeAddress() instanceof End.Again && inHand.mayBeginAgain()) {
            parts.totals().again.increment();
        }
        inHand.defer(SmtpReply.of(451, 4, 2, "The next hop ended two associations at once"));
    }

    /** Uses the first address that takes us, until the association has ended. */
    private End overSomeAddress() {
        var addresses = addresses();
        var end = addresses.none();
        for (var address : addresses.found()) {
            end = over(new Endpoint(address, host.port()));
            if (!(end instanceof End.Unusable)) {
                return end;
            }
        }
        if (end instanceof End.Unusable(var why)) {
            slot.unreachable(why);
            inHand.defer(why);
        }
        return end;
    }

    /** The addresses to try; {@code none} is what it comes to when there are none. */
    private record Addresses(List<IpAddress> found, End none) {
        static Addresses of(List<IpAddress> found) {
            return new Addresses(
                    found.subList(0, Math.min(found.size(), MOST_ADDRESSES)),
                    new End.Unusable(FAULT));
        }
    }

    private Addresses addresses() {
        var literal = IpAddress.parse(host.host());
        if (literal.isPresent()) {
            return Addresses.of(List.of(literal.get()));
        }
        return switch (parts.resolver().addresses(host.host())) {
            case Answer.Found(var found) -> Addresses.of(found);
            case Answer.Missing(var detail) -> unroutable(4, "has no address", detail);
            case Answer.Failed(var detail) -> unroutable(3, "cannot be looked up", detail);
        };
    }

    /** A next hop that an operator has named and that cannot be found is a fault to wait for. */
    private Addresses unroutable(int detail, String what, String why) {
        var status = new EnhancedStatus(4, 4, detail);
        var event = new MtaEvent.ProcessingError(slot.channel(), inHand.destination(), status);
        parts.observer().tell(event);
        var text = host.host() + " " + what + ": " + LogText.of(why);
        return new Addresses(
                List.of(), new End.Unusable(new SmtpReply(451, status, List.of(text))));
    }

    private End over(Endpoint remote) {
        var destination = inHand.destination();
        parts.observer().tell(new MtaEvent.OutboundAttempted(slot.channel(), destination));
        try {
            var connection = parts.net().connect(remote, parts.timeout("connect"));
            return new SmtpAssociation(parts, slot, inHand, connection, host.host()).run();
        } catch (NetTimeoutException _) {
            return connectFailed(remote, "Connection timed out");
        } catch (IOException failed) {
            return connectFailed(remote, LogText.of(failed.getMessage()));
        }
    }

    private End connectFailed(Endpoint remote, String detail) {
        var reason = remote + ": " + detail;
        parts.observer()
                .tell(new MtaEvent.OutboundFailed(slot.channel(), inHand.destination(), reason));
        LOG.info("connecting to {} failed: {}", host, reason);
        return new End.Unusable(SmtpReply.of(451, 4, 1, reason));
    }
}
