package org.mailgauge.auth;

import org.mailgauge.address.Mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One who has a mailbox here, as protocols and local delivery see him; without any secret.
 *
 * @param address by which he logs in and gets mail; {@link #canonical}
 * @param sendsAs further addresses that he may use as reverse-path; canonical, without {@code
 *     address}
 */
public record Account(Mailbox address, List<Mailbox> sendsAs) {
    public Account {
        address = canonical(address);
        var others = new ArrayList<Mailbox>();
        for (var other : sendsAs) {
            var clean = canonical(other);
            if (!clean.equals(address) && !others.contains(clean)) {
                others.add(clean);
            }
        }
        sendsAs = List.copyOf(others);
    }

    /** Whether mail with that reverse-path may come from this account; case does not matter. */
    public boolean maySendAs(Mailbox sender) {
        var clean = canonical(sender);
        return clean.equals(address) || sendsAs.contains(clean);
    }

    /**
     * The form in which addresses of accounts are kept and compared: all of it in lower case (RFC
     * 5321 section 2.4 leaves the case of a local part to the host that owns the domain).
     */
    public static Mailbox canonical(Mailbox address) {
        return new Mailbox(address.localPart().toLowerCase(Locale.ROOT), address.domain());
    }
}
