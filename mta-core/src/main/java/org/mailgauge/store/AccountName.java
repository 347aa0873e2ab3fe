package org.mailgauge.store;

import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;

import java.util.Locale;
import java.util.Optional;

/**
 * The name of an account: its address, lower case, with no quotes where it can do without.
 *
 * @param text as {@code anne@example.org}
 */
public record AccountName(String text) implements Comparable<AccountName> {

    public AccountName {
        if (!AddressParser.mailbox(text).map(AccountName::canonical).equals(Optional.of(text))) {
            throw new IllegalArgumentException("no canonical address: " + text);
        }
    }

    public static AccountName of(Mailbox mailbox) {
        return new AccountName(canonical(mailbox));
    }

    /** The account of that text; empty when it is no address. */
    public static Optional<AccountName> parse(String text) {
        return AddressParser.mailbox(text).map(AccountName::of);
    }

    private static String canonical(Mailbox mailbox) {
        var plain = unquoted(mailbox.localPart()) + "@" + mailbox.domain();
        boolean same = AddressParser.mailbox(plain).isPresent();
        return (same ? plain : mailbox.toString()).toLowerCase(Locale.ROOT);
    }

    private static String unquoted(String localPart) {
        return localPart.startsWith("\"")
                ? localPart.substring(1, localPart.length() - 1)
                : localPart;
    }

    @Override
    public int compareTo(AccountName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
