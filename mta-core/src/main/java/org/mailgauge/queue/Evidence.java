package org.mailgauge.queue;

import org.mailgauge.address.IpAddress;
import org.mailgauge.route.NextHop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Knows next hops that back off by name and address, so that a host which comes to us wakes its own
 * (RFC 1123 section 5.3.1.1). Guarded by the queue's lock, but {@link #any}.
 *
 * <p>A client can say any name, so it brings a probe forward, no more, and not often.
 */
final class Evidence {
    /** A next hop is woken at most once in so long. */
    static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);

    private final Map<String, Set<Hop>> hosts = new HashMap<>();
    private volatile boolean any;

    /** Whether some next hop backs off; may be asked without the lock. */
    boolean any() {
        return any;
    }

    /** A next hop backs off from now on, or was tried at other addresses. */
    void add(Hop hop) {
        remove(hop);
        hop.knownAs = names(hop);
        hop.knownAs.forEach(name -> hosts.computeIfAbsent(name, _ -> new HashSet<>()).add(hop));
        any = !hosts.isEmpty();
    }

    private static List<String> names(Hop hop) {
        var names = new ArrayList<String>();
        switch (hop.nextHop) {
            case NextHop.SmtpHost(var host, _) -> names.add(canonical(host));
            case NextHop.LmtpHost(var host, _) -> names.add(canonical(host));
            case NextHop.MailExchangers(var domain) -> names.add(canonical(domain));
            case NextHop.LmtpSocket _,
                    NextHop.Local _,
                    NextHop.Hold _,
                    NextHop.Discard _,
                    NextHop.Refuse _ -> {}
        }
        hop.tried.forEach(address -> names.add(address.toString()));
        return names;
    }

    private static String canonical(String host) {
        return IpAddress.parse(host)
                .map(IpAddress::toString)
                .orElseGet(() -> host.toLowerCase(Locale.ROOT));
    }

    /** It is back, or forgotten. */
    void remove(Hop hop) {
        for (var name : hop.knownAs) {
            var there = hosts.get(name);
            if (there != null && there.remove(hop) && there.isEmpty()) {
                hosts.remove(name);
            }
        }
        hop.knownAs = List.of();
        any = !hosts.isEmpty();
    }

    /** The next hops that a client may be, and that may be woken now; they count as woken. */
    List<Hop> wakes(IpAddress address, String name, Moment now) {
        var all = new HashSet<Hop>(hosts.getOrDefault(address.toString(), Set.of()));
        all.addAll(hosts.getOrDefault(canonical(name), Set.of()));
        all.removeIf(hop -> !mayWake(hop, now));
        all.forEach(hop -> hop.wokenAt = now.ticks());
        return List.copyOf(all);
    }

    private static boolean mayWake(Hop hop, Moment now) {
        return hop.backingOff
                && !hop.probing
                && !hop.queue.isEmpty()
                && hop.retryAt > now.ticks()
                && (hop.wokenAt == Hop.NEVER
                        || now.ticks() - hop.wokenAt >= AT_MOST_EVERY.toNanos());
    }
}
