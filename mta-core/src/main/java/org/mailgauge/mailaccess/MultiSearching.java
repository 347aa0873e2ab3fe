package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MailboxFilter;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** ESEARCH: one search in several mailboxes (RFC 7377). */
final class MultiSearching {
    private final Searching searching;
    private final Finder finder;
    private final Reach reach;
    private final Extensions extensions;

    private final MessageLimit limit;

    /** Messages that were searched, in all mailboxes. */
    private long searched;

    MultiSearching(
            Searching searching,
            Finder finder,
            Reach reach,
            Extensions extensions,
            MessageLimit limit) {
        this.limit = limit;
        this.searching = searching;
        this.finder = finder;
        this.reach = reach;
        this.extensions = extensions;
    }

    /**
     * Searches. Beyond the limit, which is of the messages in all mailboxes together, it fails: no
     * code could tell how far it came in which of them.
     *
     * @param selected null when none is
     */
    ImapReply search(@Nullable OpenMailbox selected, ImapCommand.MultiSearch search)
            throws IOException {
        var filters = search.source().filters();
        if (filters.contains(MailboxFilter.Kind.SELECTED_DELAYED)) {
            return ImapReply.bad("SELECTED-DELAYED is for NOTIFY only");
        }
        boolean here = filters.isEmpty() || filters.contains(MailboxFilter.Kind.SELECTED);
        if (here && selected == null) {
            return ImapReply.bad("No mailbox is selected");
        }
        boolean only = filters.stream().allMatch(MailboxFilter.Kind.SELECTED::equals);
        if (!only && (Searching.saves(search.result()) || namesSequence(search.key()))) {
            return ImapReply.bad("Only in the selected mailbox");
        }
        var refusal = searching.refusal(selected, search.charset(), search.key(), search.result());
        if (refusal != null) {
            return refusal;
        }
        try {
            int unreadable = all(here ? selected : null, search, only);
            return limit.excludes(searched)
                    ? Limited.refusal(limit)
                    : Searching.searched(unreadable, "Searched");
        } catch (RowMemory.TakenException _) {
            return Searching.tooMany();
        }
    }

    /**
     * @param selected null when it is not meant
     * @return how many messages could not be read
     */
    private int all(@Nullable OpenMailbox selected, ImapCommand.MultiSearch search, boolean only)
            throws IOException {
        int unreadable = selected == null ? 0 : search(selected, search, only);
        if (!only) {
            for (var name : named(search.source().filters())) {
                unreadable += limit.excludes(searched) ? 0 : search(name, selected, search);
            }
        }
        return unreadable;
    }

    /** Whether messages are named in a way that other mailboxes do not know. */
    private static boolean namesSequence(SearchKey key) {
        return switch (key) {
            case SearchKey.Numbers _ -> true;
            case SearchKey.Uids(var uids) -> uids.isSaved();
            case SearchKey.Fuzzy(var inner) -> namesSequence(inner);
            case SearchKey.Not(var inner) -> namesSequence(inner);
            case SearchKey.Or(var one, var other) -> namesSequence(one) || namesSequence(other);
            case SearchKey.And(var keys) -> keys.stream().anyMatch(MultiSearching::namesSequence);
            default -> false;
        };
    }

    /**
     * The mailboxes that exist and are meant, each once; those below a name, if they are listed.
     */
    private Set<MailboxName> named(List<MailboxFilter> filters) throws IOException {
        var own = new TreeSet<MailboxName>();
        reach.own().mailboxes().forEach(info -> own.add(info.name()));
        var all = new TreeSet<>(own);
        var listed = new TreeSet<>(own);
        for (var shared : reach.store().shared(reach.own().name())) {
            var name = Reach.shown(shared.owner(), shared.mailbox().name());
            name.ifPresent(all::add);
            name.filter(_ -> shared.rights().has('l')).ifPresent(listed::add);
        }
        var named = new TreeSet<MailboxName>();
        for (var filter : filters) {
            switch (filter) {
                case MailboxFilter.Kind.SELECTED, MailboxFilter.Kind.SELECTED_DELAYED -> {}
                case MailboxFilter.Kind.INBOXES -> named.add(MailboxName.INBOX);
                case MailboxFilter.Kind.PERSONAL -> named.addAll(own);
                case MailboxFilter.Kind.SUBSCRIBED -> named.addAll(reach.own().subscriptions());
                case MailboxFilter.Named(var names) ->
                        names.forEach(name -> name(name).ifPresent(named::add));
                case MailboxFilter.Subtree(var one, var names) ->
                        named.addAll(subtrees(names, one, listed));
            }
        }
        named.retainAll(all);
        return named;
    }

    private Optional<MailboxName> name(String wire) {
        return Names.parse(wire, extensions) instanceof MailboxName.Parsed.Name(var name)
                ? Optional.of(name)
                : Optional.empty();
    }

    /** Mailboxes and those below them, or just one level of them; the empty name is above all. */
    private List<MailboxName> subtrees(List<String> wires, boolean one, Set<MailboxName> all) {
        var tops = new HashSet<MailboxName>();
        wires.forEach(wire -> name(wire).ifPresent(tops::add));
        boolean root = wires.contains("");
        return all.stream().filter(name -> isWithin(name, tops, root, one)).toList();
    }

    private static boolean isWithin(
            MailboxName name, Set<MailboxName> tops, boolean root, boolean one) {
        var above = name.above();
        if (one) {
            return tops.contains(name) || (above.isEmpty() ? root : tops.contains(above.getLast()));
        }
        return root || tops.contains(name) || above.stream().anyMatch(tops::contains);
    }

    /**
     * Searches a mailbox, if the user may read it.
     *
     * @param searched the mailbox that was searched already; null when none was
     */
    private int search(
            MailboxName name, @Nullable OpenMailbox searched, ImapCommand.MultiSearch search)
            throws IOException {
        if (!(reach.way(name) instanceof Reach.Way.To(var place))
                || !(reach.find(place, "r") instanceof Reach.Found.Here(_, var mailbox, _))
                || (searched != null && mailbox.id().equals(searched.store().id()))
                || !(mailbox.open(MailboxStore.Mode.READ_ONLY, () -> {})
                        instanceof Outcome.Done<MailboxView>(var view))) {
            return 0;
        }
        try (var open = new OpenMailbox(reach, place, mailbox, view, true)) {
            return search(open, search, false);
        }
    }

    /**
     * @return how many messages could not be read
     */
    private int search(OpenMailbox open, ImapCommand.MultiSearch search, boolean only)
            throws IOException {
        var query = searching.query(open, search.charset(), search.key(), search.result());
        var among = query.among(open.view().uids());
        searched += among.size();
        if (limit.excludes(searched)) {
            return 0;
        }
        var found = finder.find(open.store(), open.view(), query, among);
        try (var _ = searching.share(found.uids())) {
            var uids = found.uids().toArray();
            if (uids.length > 0 || only) {
                searching.tellOf(
                        open,
                        searching.answer(open, uids, true, search.key(), found),
                        search.result());
            }
        }
        return found.unreadable();
    }
}
