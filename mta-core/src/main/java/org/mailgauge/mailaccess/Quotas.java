package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Quota;
import org.mailgauge.store.QuotaUse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;

/**
 * GETQUOTA and GETQUOTAROOT (RFC 9208). Each account is a quota root, which exists while anything
 * limits it: one's own has the empty name, another user's is named as their mailboxes are.
 */
final class Quotas {
    private final Reach reach;
    private final Output out;
    private final Extensions extensions;

    Quotas(Reach reach, Output out, Extensions extensions) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply quota(String root) throws IOException {
        var account = account(root);
        if (account.isEmpty()) {
            return ImapReply.no("NONEXISTENT", "No such quota root");
        }
        var use = account.get().quota();
        if (!isLimited(use)) {
            return ImapReply.no("NONEXISTENT", "No such quota root");
        }
        write(root(account.get()), use);
        return ImapReply.ok("That is all");
    }

    /** Of others' quotas those learn who have a mailbox to read there. */
    private Optional<AccountStore> account(String root) throws IOException {
        if (root.isEmpty()) {
            return Optional.of(reach.own());
        }
        if (!(Names.parse(root, extensions) instanceof MailboxName.Parsed.Name(var name))) {
            return Optional.empty();
        }
        var levels = name.levels();
        if (levels.size() != 2 || !levels.getFirst().equals(Reach.OTHERS)) {
            return Optional.empty();
        }
        var owner = AccountName.parse(levels.get(1));
        boolean reads =
                owner.isPresent()
                        && reach.store().shared(reach.own().name()).stream()
                                .anyMatch(
                                        one ->
                                                one.owner().equals(owner.get())
                                                        && one.rights().has('r'));
        return reads ? reach.store().account(owner.get()) : Optional.empty();
    }

    /** Of one's own mailboxes also those that are only to be made (section 4.1.2). */
    ImapReply root(String mailbox) throws IOException {
        return switch (reach.way(mailbox, extensions)) {
            case Reach.Way.Nowhere(var reply) -> reply;
            case Reach.Way.To(var place) when place.own() -> root(place);
            case Reach.Way.To(var place) ->
                    switch (reach.find(place, "r")) {
                        case Reach.Found.Not(var reply) -> reply;
                        case Reach.Found.Here _ -> root(place);
                    };
        };
    }

    private ImapReply root(Reach.Place place) throws IOException {
        var use = place.account().quota();
        var root = root(place.account());
        var buffer = out.buffer();
        buffer.text("* QUOTAROOT ");
        Names.write(buffer, place.shown(), extensions);
        if (isLimited(use)) {
            buffer.octet(' ');
            write(buffer, root);
        }
        buffer.line();
        out.pass();
        if (isLimited(use)) {
            write(root, use);
        }
        return ImapReply.ok("That is all");
    }

    private Optional<MailboxName> root(AccountStore account) {
        return account.name().equals(reach.own().name())
                ? Optional.empty()
                : MailboxName.of(Reach.OTHERS + '/' + account.name().text());
    }

    private void write(ResponseBuffer buffer, Optional<MailboxName> root) {
        if (root.isEmpty()) {
            buffer.text("\"\"");
        } else {
            Names.write(buffer, root.get(), extensions);
        }
    }

    private static boolean isLimited(QuotaUse use) {
        return use.limit().octets() != Quota.UNLIMITED || use.limit().messages() != Quota.UNLIMITED;
    }

    /**
     * STORAGE is in units of 1,024 octets (section 5.1), rounded up: what is not above the limit is
     * not told as above it.
     */
    private void write(Optional<MailboxName> root, QuotaUse use) throws IOException {
        var resources = new ArrayList<String>();
        if (use.limit().octets() != Quota.UNLIMITED) {
            resources.add("STORAGE " + units(use.octets()) + ' ' + units(use.limit().octets()));
        }
        if (use.limit().messages() != Quota.UNLIMITED) {
            resources.add("MESSAGE " + use.messages() + ' ' + use.limit().messages());
        }
        var buffer = out.buffer();
        buffer.text("* QUOTA ");
        write(buffer, root);
        buffer.text(" (").text(String.join(" ", resources)).octet(')').line();
        out.pass();
    }

    private static long units(long octets) {
        return octets / 1024 + (octets % 1024 == 0 ? 0 : 1);
    }
}
