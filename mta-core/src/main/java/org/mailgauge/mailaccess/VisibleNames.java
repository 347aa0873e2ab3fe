package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ListQuery;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.SpecialUse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The names that a user may see, those that exist and those that only are named. */
final class VisibleNames {
    private final SortedMap<MailboxName, MailboxInfo> existing = new TreeMap<>();
    private final SortedSet<MailboxName> subscribed;

    /** Names above others. */
    private final SortedSet<MailboxName> parents = new TreeSet<>();

    VisibleNames(Reach reach) throws IOException {
        for (var info : reach.own().mailboxes()) {
            add(info);
        }
        for (var shared : reach.store().shared(reach.own().name())) {
            var name = Reach.shown(shared.owner(), shared.mailbox().name());
            if (name.isPresent() && shared.rights().has('l')) {
                var was = shared.mailbox();
                add(new MailboxInfo(was.id(), name.get(), was.uidValidity(), Set.of()));
            }
        }
        subscribed = reach.own().subscriptions();
    }

    private void add(MailboxInfo info) {
        existing.put(info.name(), info);
        parents.addAll(info.name().above());
    }

    /** Those that exist. */
    SortedMap<MailboxName, MailboxInfo> existing() {
        return existing;
    }

    SortedSet<MailboxName> subscribed() {
        return subscribed;
    }

    /** Names that may be shown, in order. */
    SortedSet<MailboxName> candidates(Set<ListQuery.Select> selected) {
        var all = new TreeSet<>(existing.keySet());
        all.addAll(parents);
        if (selected.contains(ListQuery.Select.SUBSCRIBED)) {
            all.addAll(subscribed);
            subscribed.forEach(name -> all.addAll(name.above()));
        }
        return all;
    }

    boolean fulfils(MailboxName name, Set<ListQuery.Select> selected) {
        if (selected.contains(ListQuery.Select.SUBSCRIBED) && !subscribed.contains(name)) {
            return false;
        }
        if (selected.contains(ListQuery.Select.SPECIAL_USE) && uses(name).isEmpty()) {
            return false;
        }
        return true;
    }

    private List<SpecialUse> uses(MailboxName name) {
        var info = existing.get(name);
        return info == null ? List.of() : info.uses().stream().sorted().toList();
    }

    List<String> attributes(MailboxName name, ListQuery query, Extensions extensions) {
        boolean asked =
                query.selected().contains(ListQuery.Select.SUBSCRIBED)
                        || query.returned().contains(ListQuery.Return.SUBSCRIBED);
        return attributes(name, asked, query.extended() || extensions.rev2());
    }

    /**
     * What LIST says of a name.
     *
     * @param subscription whether that it is subscribed is said
     * @param extended whether {@code \\NonExistent} may be said
     */
    List<String> attributes(MailboxName name, boolean subscription, boolean extended) {
        var attributes = new ArrayList<String>();
        if (!existing.containsKey(name)) {
            attributes.add(extended ? "\\NonExistent" : "\\Noselect");
        }
        attributes.add(parents.contains(name) ? "\\HasChildren" : "\\HasNoChildren");
        if (subscription && subscribed.contains(name)) {
            attributes.add("\\Subscribed");
        }
        attributes.addAll(uses(name).stream().map(SpecialUse::text).toList());
        return attributes;
    }
}
