package org.mailgauge.agent.admin;

import org.mailgauge.address.IpAddress;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Refuses requests that a browser was tricked into: a page of a name that was rebound to our
 * address sends that name as Host.
 *
 * @param names those of now, lower case, beside localhost and addresses
 */
record HostCheck(Supplier<Set<String>> names) {

    /**
     * Whether the Host header is one of ours.
     *
     * @param host as sent; empty when there is none, which no browser does
     */
    boolean accepts(String host) {
        var name = name(host.strip().toLowerCase(Locale.ROOT));
        return name.isEmpty()
                || name.equals("localhost")
                || names.get().contains(name)
                || IpAddress.parse(name).isPresent();
    }

    private static String name(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }
}
