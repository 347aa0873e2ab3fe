package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.ListQuery;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/** LIST and LSUB (RFC 9051 section 6.3.9, RFC 3501 section 6.3.9, RFC 5258, 5819, 6154). */
final class Listing {
    private final Reach reach;
    private final Output out;
    private final Extensions extensions;
    private final Statuses statuses;

    Listing(Reach reach, Output out, Extensions extensions, Statuses statuses) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
        this.statuses = statuses;
    }

    ImapReply list(ListQuery query) throws IOException {
        if (!query.extended() && query.patterns().getFirst().isEmpty()) {
            out.buffer().text("* LIST (\\Noselect) \"/\" \"\"").line();
            return ImapReply.ok("Listed");
        }
        if (!query.metadata().stream().allMatch(entry -> Metadata.isEntry(entry, false))) {
            return ImapReply.bad("No such entry name");
        }
        var patterns = new NamePatterns(query.reference(), query.patterns(), extensions);
        var names = new VisibleNames(reach);
        var matching = new ArrayList<MailboxName>();
        var above = new HashSet<MailboxName>();
        for (var name : names.candidates(query.selected())) {
            if (patterns.matches(name)) {
                matching.add(name);
            } else if (query.selected().contains(ListQuery.Select.RECURSIVEMATCH)
                    && names.fulfils(name, query.selected())) {
                // It is not shown itself, but names above it are (RFC 5258 section 3.5).
                above.addAll(name.above());
            }
        }
        for (var name : matching) {
            boolean below = above.contains(name);
            if (below || names.fulfils(name, query.selected())) {
                show(name, names, query, below ? criteria(query) : "");
                more(name, query);
            }
        }
        return ImapReply.ok("Listed");
    }

    /** What is subscribed; of names below a level that ends the pattern, that level. */
    ImapReply lsub(String reference, String pattern) throws IOException {
        var patterns = new NamePatterns(reference, List.of(pattern), extensions);
        var subscribed = reach.own().subscriptions();
        var shown = new TreeMap<MailboxName, Boolean>();
        for (var name : subscribed) {
            if (patterns.matches(name)) {
                shown.put(name, true);
            } else if (pattern.endsWith("%")) {
                name.above().stream()
                        .filter(above -> patterns.matches(above))
                        .forEach(above -> shown.putIfAbsent(above, false));
            }
        }
        for (var entry : shown.entrySet()) {
            var buffer = out.buffer();
            buffer.text(entry.getValue() ? "* LSUB () \"/\" " : "* LSUB (\\Noselect) \"/\" ");
            Names.write(buffer, entry.getKey(), extensions);
            buffer.line();
            out.pass();
        }
        return ImapReply.ok("Listed");
    }

    /** What names below fulfil (RFC 5258 section 3.5). */
    private static String criteria(ListQuery query) {
        var criteria = new ArrayList<String>();
        if (query.selected().contains(ListQuery.Select.SUBSCRIBED)) {
            criteria.add("\"SUBSCRIBED\"");
        }
        if (query.selected().contains(ListQuery.Select.SPECIAL_USE)) {
            criteria.add("\"SPECIAL-USE\"");
        }
        return String.join(" ", criteria);
    }

    /**
     * Shows one name.
     *
     * @param below what names below it fulfil; empty when nothing is told of them
     */
    private void show(MailboxName name, VisibleNames names, ListQuery query, String below)
            throws IOException {
        var buffer = out.buffer();
        buffer.text("* LIST (");
        buffer.text(String.join(" ", names.attributes(name, query, extensions)));
        buffer.text(") \"/\" ");
        Names.write(buffer, name, extensions);
        if (!below.isEmpty()) {
            buffer.text(" (\"CHILDINFO\" (").text(below).text("))");
        }
        buffer.line();
        out.pass();
    }

    /** What else was asked for of a mailbox that is shown (RFC 5819, 8440, 9590). */
    private void more(MailboxName name, ListQuery query) throws IOException {
        boolean rights = query.returned().contains(ListQuery.Return.MYRIGHTS);
        boolean asked = rights || !query.status().isEmpty() || !query.metadata().isEmpty();
        if (!asked || !(reach.way(name) instanceof Reach.Way.To(var place))) {
            return;
        }
        if (rights && reach.find(place, "l") instanceof Reach.Found.Here here) {
            out.buffer().text("* MYRIGHTS ");
            Names.write(out.buffer(), name, extensions);
            out.buffer().octet(' ').text(Permissions.shown(here.rights())).line();
            out.pass();
        }
        if (!query.status().isEmpty()
                && reach.find(place, "r") instanceof Reach.Found.Here here
                && here.mailbox().status() instanceof Outcome.Done<MailboxStatus>(var status)) {
            statuses.write(out.buffer(), name, status, query.status());
            out.pass();
        }
        if (!query.metadata().isEmpty()) {
            new Metadata(reach, out, extensions).list(place, query.metadata());
        }
    }
}
