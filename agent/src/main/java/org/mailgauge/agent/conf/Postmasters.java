package org.mailgauge.agent.conf;

import org.mailgauge.address.AddressParser;
import org.mailgauge.address.Mailbox;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether somebody reads the mail for postmaster, which every domain must take. */
public final class Postmasters {
    private Postmasters() {}

    /**
     * Looks for domains whose postmaster is nobody (RFC 5321 section 4.5.1).
     *
     * @param known whether there is an account of that address
     * @return one warning for all of them; empty when there is none
     */
    public static Optional<Problem> missing(AgentConfig config, Predicate<Mailbox> known) {
        var fallback = config.mailboxes().postmaster();
        if (fallback != null && known.test(fallback)) {
            return Optional.empty();
        }
        var nobody =
                config.mta().localDomains().stream()
                        .filter(domain -> !known(domain, known))
                        .sorted()
                        .toList();
        if (nobody.isEmpty()) {
            return Optional.empty();
        }
        var first = nobody.getFirst();
        var key = fallback == null ? Keys.LOCAL_DOMAINS : MailboxKeys.POSTMASTER;
        var why = fallback == null ? "" : fallback + " is no account, and ";
        return Optional.of(
                new Problem(
                        config.values().line(key),
                        key.path(),
                        why
                                + "nobody gets mail for postmaster of "
                                + nobody.stream().limit(5).collect(Collectors.joining(", "))
                                + (nobody.size() > 5 ? " and others" : "")
                                + "; name an account in mailboxes.postmaster, or make one: mailgauge"
                                + " user add postmaster@"
                                + first));
    }

    private static boolean known(String domain, Predicate<Mailbox> known) {
        return AddressParser.mailbox("postmaster@" + domain).filter(known).isPresent();
    }
}
