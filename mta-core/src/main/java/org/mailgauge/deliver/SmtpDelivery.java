package org.mailgauge.deliver;

import org.mailgauge.address.Endpoint;
import org.mailgauge.address.IpAddress;
import org.mailgauge.deliver.SmtpAssociation.End;
import org.mailgauge.observe.MtaEvent;
import org.mailgauge.port.Net;
import org.mailgauge.port.NetTimeoutException;
import org.mailgauge.port.Resolver.Answer;
import org.mailgauge.queue.LogText;
import org.mailgauge.queue.Slot;
import org.mailgauge.smtp.EnhancedStatus;
import org.mailgauge.smtp.SmtpReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Serves one slot: finds an address that takes us, and uses that association for the slot's
 * messages. Used by one thread.
 */
final class SmtpDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpDelivery.class);

    /** Addresses of a host that are tried (RFC 5321 section 5.1: at least two). */
    private static final int MOST_ADDRESSES = 5;

    private static final String LOCALHOST = "localhost";

    private static final SmtpReply FAULT =
            SmtpReply.of(451, 3, 0, "Delivery failed by a fault of this server");

    private static final SmtpReply ITSELF =
            SmtpReply.of(554, 4, 6, "Mail loop: the next hop is this server itself");

    private final SmtpParts parts;
    private final Slot slot;
    private final Target target;
    private final JobInHand inHand;

    SmtpDelivery(SmtpParts parts, Slot slot, Target target) {
        this.parts = parts;
        this.slot = slot;
        this.target = target;
        inHand = new JobInHand(slot);
    }

    void run() {
        try {
            if (inHand.take()) {
                deliver();
            }
        } catch (RuntimeException fault) {
            LOG.error("delivery to {} failed by a fault", target, fault);
            inHand.defer(FAULT);
        }
    }

    private void deliver() {
        var end = overSomeAddress();
        while (end instanceof End.Again && inHand.mayBeginAgain()) {
            parts.totals().again.increment();
            end = overSomeAddress();
        }
        if (end instanceof End.Itself(var how)) {
            looped(how);
        }
        inHand.defer(SmtpReply.of(451, 4, 2, "The next hop ended two associations at once"));
    }

    /** Nothing that goes to ourselves would ever arrive: all of it fails. */
    private void looped(String how) {
        LOG.warn(
                "next hop {} is this server itself ({}): its mail fails. Change the route that leads"
                        + " there; or, if it is another server, give this one a hostname of its own",
                target,
                how);
        do {
            tell(new MtaEvent.LoopDetected(slot.channel()));
            tell(
                    new MtaEvent.ProcessingError(
                            slot.channel(), inHand.destination(), ITSELF.statusOrDefault()));
            inHand.fail(ITSELF);
        } while (inHand.take());
    }

    private void tell(MtaEvent event) {
        parts.observer().tell(event);
    }

    /** Uses the first address that takes us, until the association has ended. */
    private End overSomeAddress() {
        var end =
                switch (target) {
                    case Target.Host host -> overSomeAddressOf(host);
                    case Target.LocalSocket(var path) -> overLocalSocket(path);
                };
        if (end instanceof End.Unusable(var why)) {
            slot.unreachable(why);
            inHand.defer(why);
        }
        return end;
    }

    private End overLocalSocket(String path) {
        var at = "unix:" + path;
        return parts.ourselves().listenAt(path)
                ? listenThere(at)
                : over(at, LOCALHOST, timeout -> parts.net().connectLocal(path, timeout));
    }

    private static End listenThere(String at) {
        return new End.Itself("it listens at " + at);
    }

    /**
     * Addresses where we meet ourselves are passed over; when there is no other one, the next hop
     * is this server.
     */
    private End overSomeAddressOf(Target.Host host) {
        var addresses = addresses(host);
        var end = addresses.none();
        boolean others = false;
        for (var address : addresses.found()) {
            var next = over(host, address);
            switch (next) {
                case End.Again _, End.Over _ -> {
                    return next;
                }
                case End.Itself _ -> end = others ? end : next;
                case End.Unusable _ -> {
                    others = true;
                    end = next;
                }
            }
        }
        return end;
    }

    private End over(Target.Host host, IpAddress address) {
        var remote = new Endpoint(address, host.port());
        if (parts.ourselves().listenAt(remote)) {
            return listenThere(remote.toString());
        }
        slot.tries(address);
        return over(
                remote.toString(), host.host(), timeout -> parts.net().connect(remote, timeout));
    }

    /** The addresses to try; {@code none} is what it comes to when there are none. */
    private record Addresses(List<IpAddress> found, End none) {
        static Addresses of(List<IpAddress> found) {
            return new Addresses(
                    found.subList(0, Math.min(found.size(), MOST_ADDRESSES)),
                    new End.Unusable(FAULT));
        }
    }

    private Addresses addresses(Target.Host host) {
        var literal = IpAddress.parse(host.host());
        if (literal.isPresent()) {
            return Addresses.of(List.of(literal.get()));
        }
        return switch (parts.resolver().addresses(host.host())) {
            case Answer.Found(var found) -> Addresses.of(found);
            case Answer.Missing(var detail) -> unroutable(host, 4, "has no address", detail);
            case Answer.Failed(var detail) -> unroutable(host, 3, "cannot be looked up", detail);
        };
    }

    /** A next hop that an operator has named and that cannot be found is a fault to wait for. */
    private Addresses unroutable(Target.Host host, int detail, String what, String why) {
        var status = new EnhancedStatus(4, 4, detail);
        var event = new MtaEvent.ProcessingError(slot.channel(), inHand.destination(), status);
        tell(event);
        var text = host.host() + " " + what + ": " + LogText.of(why);
        return new Addresses(
                List.of(), new End.Unusable(new SmtpReply(451, status, List.of(text))));
    }

    private interface Connect {
        Net.Connection within(Duration timeout) throws IOException;
    }

    /**
     * Connects and uses the association to its end.
     *
     * @param at where it leads, for reasons
     * @param host the remote system's name
     */
    private End over(String at, String host, Connect connect) {
        var destination = inHand.destination();
        tell(new MtaEvent.OutboundAttempted(slot.channel(), destination));
        var clock = new DeliveryClock(parts.time(), parts.observer(), slot.channel());
        try {
            var connection = connect.within(parts.timeout("connect"));
            return new SmtpAssociation(parts, slot, inHand, clock, connection, at, host).run();
        } catch (NetTimeoutException _) {
            return connectFailed(at, "Connection timed out");
        } catch (IOException failed) {
            return connectFailed(at, LogText.of(failed.getMessage()));
        }
    }

    private End connectFailed(String at, String detail) {
        var reason = at + ": " + detail;
        tell(new MtaEvent.OutboundFailed(slot.channel(), inHand.destination(), reason));
        LOG.info("connecting to {} failed: {}", target, reason);
        return new End.Unusable(SmtpReply.of(451, 4, 1, reason));
    }
}
