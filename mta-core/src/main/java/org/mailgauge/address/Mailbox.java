package org.mailgauge.address;

import java.util.Locale;

/**
 * A mailbox address, {@code local-part@domain} (RFC 5321 section 4.1.2).
 *
 * @param localPart as given, case kept, still quoted when it was; at most 64 octets
 * @param domain lower case, without a trailing dot, or an address literal such as {@code
 *     [192.0.2.1]}; at most 255 octets
 */
public record Mailbox(String localPart, String domain) {
    public Mailbox {
        domain = domain.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
