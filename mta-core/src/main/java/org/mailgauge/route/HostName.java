package org.mailgauge.route;

import org.mailgauge.address.IpAddress;

import java.util.Locale;
import java.util.Optional;

/** The syntax of a host in a route: a domain name, or an IP address with or without brackets. */
final class HostName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;
    private static final String V6_TAG = "ipv6:";

    private HostName() {}

    /** The host in lower case; an address in its usual form; empty when it is neither. */
    static Optional<String> parse(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        var bare = lower.startsWith(V6_TAG) ? lower.substring(V6_TAG.length()) : lower;
        var address = IpAddress.parse(bare);
        if (address.isPresent()) {
            return address.map(IpAddress::toString);
        }
        return isName(lower) ? Optional.of(lower) : Optional.empty();
    }

    /** Whether it is a domain name; one whose last label is a number is none. */
    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        var labels = text.split("\\.", -1);
        for (var label : labels) {
            if (!isLabel(label)) {
                return false;
            }
        }
        return !labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && label.charAt(0) != '-'
                && label.charAt(label.length() - 1) != '-'
                && label.chars().allMatch(HostName::isLabelCharacter);
    }

    private static boolean isLabelCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
