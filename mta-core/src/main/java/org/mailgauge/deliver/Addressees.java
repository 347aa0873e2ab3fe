package org.mailgauge.deliver;

import org.jspecify.annotations.Nullable;
import org.mailgauge.address.AddressParser;
import org.mailgauge.address.ForwardPath;
import org.mailgauge.address.Mailbox;
import org.mailgauge.auth.Account;
import org.mailgauge.auth.Accounts;
import org.mailgauge.config.MailboxConfig;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds whose mail it is. A recipient is looked for as it stands, case and needless quotes aside;
 * then without what follows the separator (RFC 5233); and {@code postmaster} and {@code abuse} (RFC
 * 5321 section 4.5.1, RFC 2142) lead to the account that the operator named for them. Safe for use
 * by any thread.
 */
final class Addressees {
    private static final Set<String> ROLES = Set.of("postmaster", "abuse");

    private final Accounts accounts;

    Addressees(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * Who gets it.
     *
     * @param detail of a sub-address, as it stands in it; empty when it is none
     */
    record Addressee(Account account, String detail) {}

    Optional<Addressee> find(ForwardPath to, MailboxConfig config) {
        var domain = to.domain();
        var local = plain(to.mailbox().localPart());
        var exact = account(local, domain);
        if (exact.isPresent()) {
            return exact.map(account -> new Addressee(account, ""));
        }
        var separator = config.separator();
        int cut = separator.isEmpty() ? -1 : local.indexOf(separator);
        if (cut <= 0) {
            return role(local, config.postmaster());
        }
        var base = local.substring(0, cut);
        var detail = local.substring(cut + separator.length());
        return account(base, domain)
                .map(account -> new Addressee(account, detail))
                .or(() -> role(base, config.postmaster()));
    }

    private Optional<Addressee> role(String local, @Nullable Mailbox postmaster) {
        return postmaster != null && ROLES.contains(local.toLowerCase(Locale.ROOT))
                ? accounts.find(postmaster).map(account -> new Addressee(account, ""))
                : Optional.empty();
    }

    private Optional<Account> account(String local, String domain) {
        return AddressParser.mailbox(local + "@" + domain)
                .or(() -> AddressParser.mailbox(quoted(local) + "@" + domain))
                .flatMap(accounts::find);
    }

    /** What a local part means: without quotes, and without the backslashes in them. */
    private static String plain(String localPart) {
        if (!localPart.startsWith("\"")) {
            return localPart;
        }
        var inner = localPart.substring(1, localPart.length() - 1);
        return inner.replaceAll("\\\\(.)", "$1");
    }

    private static String quoted(String local) {
        return "\"" + local.replaceAll("([\\\\\"])", "\\\\$1") + "\"";
    }
}
