package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Rights;

import java.io.IOException;
import java.util.Optional;

/**
 * Which mailboxes a user reaches, and what rights they have there (RFC 4314): all of their own
 * account under their names, and those that others share, below {@code Other Users/} and the
 * owner's name (RFC 2342).
 */
final class Reach {
    /** The level above the names of others. */
    static final String OTHERS = "Other Users";

    private final MailStore store;
    private final AccountStore own;

    Reach(MailStore store, AccountStore own) {
        this.store = store;
        this.own = own;
    }

    /**
     * A name, in whose account it is, and what it is there.
     *
     * @param shown as the user names it
     * @param own whether the account is the user's
     */
    record Place(AccountStore account, MailboxName name, MailboxName shown, boolean own) {}

    /** Where a name leads. */
    sealed interface Way {
        record To(Place place) implements Way {}

        /** Nowhere, or where the user may not go. */
        record Nowhere(ImapReply reply) implements Way {}
    }

    /** What a name stands for. */
    sealed interface Found {
        /**
         * A mailbox.
         *
         * @param rights of the user, those that were asked for among them
         */
        record Here(Place place, MailboxStore mailbox, Rights rights) implements Found {}

        /** None, or one that the user may not use so. */
        record Not(ImapReply reply) implements Found {}
    }

    AccountStore own() {
        return own;
    }

    MailStore store() {
        return store;
    }

    /** Where a name leads; whether there is a mailbox is another question. */
    Way way(String wire, Extensions extensions) throws IOException {
        return switch (Names.parse(wire, extensions)) {
            case MailboxName.Parsed.Bad(var why) -> new Way.Nowhere(ImapReply.no("CANNOT", why));
            case MailboxName.Parsed.Name(var name) -> way(name, false);
        };
    }

    /** Where a name leads that the user has been shown. */
    Way way(MailboxName name) throws IOException {
        return way(name, true);
    }

    /**
     * Where a name leads. Of an account that shares nothing with the user nothing shows whether it
     * exists, neither what is answered nor how long it takes.
     */
    private Way way(MailboxName name, boolean shown) throws IOException {
        var levels = name.levels();
        if (!levels.getFirst().equals(OTHERS)) {
            return new Way.To(new Place(own, name, name, true));
        }
        if (levels.size() < 3) {
            return new Way.Nowhere(ImapReply.no("CANNOT", "No mailbox has this name"));
        }
        var owner = AccountName.parse(levels.get(1));
        var inner = MailboxName.of(String.join("/", levels.subList(2, levels.size())));
        var account =
                owner.isEmpty() || owner.get().equals(own.name())
                        ? Optional.<AccountStore>empty()
                        : shown
                                ? store.account(owner.get())
                                : store.sharing(owner.get(), own.name());
        return account.isEmpty() || inner.isEmpty()
                ? new Way.Nowhere(missing())
                : new Way.To(new Place(account.get(), inner.get(), name, false));
    }

    /** The name of another user's mailbox; empty when it would be too long. */
    static Optional<MailboxName> shown(AccountName owner, MailboxName name) {
        return MailboxName.of(OTHERS + '/' + owner.text() + '/' + name.text());
    }

    static ImapReply missing() {
        return ImapReply.no("NONEXISTENT", "No such mailbox");
    }

    static ImapReply forbidden() {
        return ImapReply.no("NOPERM", "Not permitted");
    }

    /**
     * The mailbox of a name, if the user has all of some rights on it. Of one that they may not
     * look up they learn nothing (RFC 4314 section 6).
     */
    Found find(String wire, Extensions extensions, String needed) throws IOException {
        return switch (way(wire, extensions)) {
            case Way.Nowhere _ -> new Found.Not(missing());
            case Way.To(var place) -> find(place, needed);
        };
    }

    Found find(Place place, String needed) throws IOException {
        var mailbox = place.account().mailbox(place.name());
        if (mailbox.isEmpty()) {
            return new Found.Not(missing());
        }
        var rights = rights(place, mailbox.get());
        if (needed.chars().allMatch(right -> rights.has((char) right))) {
            return new Found.Here(place, mailbox.get(), rights);
        }
        return new Found.Not(rights.has('l') ? forbidden() : missing());
    }

    /** As {@link #find}, for a mailbox that messages are put into. */
    Found target(String wire, Extensions extensions) throws IOException {
        return switch (way(wire, extensions)) {
            case Way.Nowhere(var reply) -> new Found.Not(reply);
            case Way.To(var place) -> {
                var found = find(place, "i");
                yield place.own() && found instanceof Found.Not
                        ? new Found.Not(ImapReply.no("TRYCREATE", "No such mailbox"))
                        : found;
            }
        };
    }

    /** What the user may do with a mailbox now. */
    Rights rights(Place place, MailboxStore mailbox) throws IOException {
        return place.own() ? Rights.ALL : mailbox.acl().of(own.name());
    }
}
