package org.mailgauge.route;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.IpAddress;
import org.mailgauge.smtp.EnhancedStatus;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The routes of a configuration: local domains, then the configured routes (first match wins), then
 * the domain's mail exchangers, or for an address literal the host itself (RFC 5321 section 5.1).
 * Immutable, so safe for use by any thread.
 */
public final class RouteTable implements Router {
    private static final int SMTP_PORT = 25;
    private static final EnhancedStatus BAD_SYSTEM = new EnhancedStatus(5, 1, 2);

    /*
     * Exact matches and subdomain matches are found by name, whatever the number of routes; the
     * order among those that match is kept by the place of each in the configuration.
     */
    private record Placed(int place, Decision decision) {}

    private final Set<String> localDomains;
    private final Map<String, Placed> exact = new HashMap<>();
    private final Map<String, Placed> below = new HashMap<>();

    public RouteTable(Set<String> localDomains, List<Route> routes) {
        this.localDomains = Set.copyOf(localDomains);
        for (int i = 0; i < routes.size(); i++) {
            add(i, routes.get(i));
        }
    }

    private void add(int place, Route route) {
        var match = route.match().toLowerCase(Locale.ROOT);
        var channel = route.channel().isEmpty() ? route.via().usualChannel() : route.channel();
        var placed = new Placed(place, new Decision(channel, route.via()));
        if (match.equals("*")) {
            below.putIfAbsent("", placed);
        } else if (match.startsWith("*.")) {
            below.putIfAbsent(match.substring(2), placed);
        } else {
            exact.putIfAbsent(match, placed);
        }
    }

    @Override
    public boolean isLocal(String domain) {
        return localDomains.contains(domain.toLowerCase(Locale.ROOT));
    }

    @Override
    public Decision route(String domain) {
        var name = domain.toLowerCase(Locale.ROOT);
        if (localDomains.contains(name)) {
            return new Decision("local", new NextHop.Local());
        }
        var first = exact.get(name);
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            first = earlier(first, below.get(name.substring(dot + 1)));
        }
        first = earlier(first, below.get(""));
        return first != null ? first.decision() : unrouted(name);
    }

    private static @Nullable Placed earlier(@Nullable Placed one, @Nullable Placed other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.place() < other.place() ? one : other;
    }

    private static Decision unrouted(String domain) {
        if (!domain.startsWith("[")) {
            return new Decision("smtp-out", new NextHop.MailExchangers(domain));
        }
        var inner = domain.substring(1, Math.max(1, domain.length() - 1));
        var hop =
                IpAddress.parse(inner.startsWith("ipv6:") ? inner.substring(5) : inner)
                        .map(RouteTable::literal)
                        .orElseGet(() -> new NextHop.Refuse(BAD_SYSTEM, "Unknown address literal"));
        return new Decision(hop.usualChannel(), hop);
    }

    /** A literal must not lead back to this machine, nor to a group of machines. */
    private static NextHop literal(IpAddress address) {
        var octets = address.octets();
        int head = octets[0] & 0xFF;
        boolean group = address.isV6() ? head == 0xFF : head >= 0xE0;
        boolean unspecified = address.isV6() ? address.equals(address.prefix(0)) : head == 0;
        return group || unspecified || address.isLoopback()
                ? new NextHop.Refuse(BAD_SYSTEM, "Address literal not accepted")
                : new NextHop.SmtpHost(address.toString(), SMTP_PORT);
    }
}
