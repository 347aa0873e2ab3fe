package org.mailgauge.route;

/**
 * A configured route.
 *
 * @param match a domain, {@code *.domain} for its subdomains, or {@code *}; lower case
 * @param channel the route's own channel name, or empty for the next hop's usual one
 */
public record Route(String match, NextHop via, String channel) {}
