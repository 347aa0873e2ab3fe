package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MailboxFilter;
import org.mailgauge.imap.NotifyRequest;
import org.mailgauge.imap.NotifyRequest.Event;
import org.mailgauge.store.MailboxName;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * What a client wants to be told of (RFC 5465 sections 5 and 6), of which mailboxes.
 *
 * @param selected of the mailbox that is selected; null for nothing
 */
record NotifyWants(@Nullable Selected selected, List<Group> groups) {
    /** Nothing at all. */
    static final NotifyWants NOTHING = new NotifyWants(null, List.of());

    private static final String EVENTS =
            "BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange"
                    + " MailboxMetadataChange ServerMetadataChange)";

    /** What can be told of mailboxes that are not selected, and of the server. */
    enum What {
        MESSAGES,
        FLAGS,
        NAME,
        SUBSCRIPTION,
        METADATA,
        SERVER_METADATA
    }

    /**
     * Messages of the mailbox that is selected.
     *
     * @param delayed whether expunges wait for a command with which they may be told
     * @param flags whether changes of flags are told
     * @param items what is told of messages that arrive
     */
    record Selected(boolean delayed, boolean flags, List<FetchItem> items) {}

    /** Some mailboxes, and what is told of them. */
    record Group(MailboxFilter filter, Set<MailboxName> names, Set<What> what) {

        private boolean isOf(MailboxName name, boolean own, SortedSet<MailboxName> subscribed) {
            return switch (filter) {
                case MailboxFilter.Kind kind ->
                        switch (kind) {
                            case SELECTED, SELECTED_DELAYED -> false;
                            case INBOXES, PERSONAL -> own;
                            case SUBSCRIBED -> subscribed.contains(name);
                        };
                case MailboxFilter.Subtree _ ->
                        names.contains(name) || name.above().stream().anyMatch(names::contains);
                case MailboxFilter.Named _ -> names.contains(name);
            };
        }
    }

    /** What is wanted, or why it cannot be. */
    sealed interface Read {
        record Wants(NotifyWants wants) implements Read {}

        record Not(ImapReply reply) implements Read {}
    }

    /** What is wanted of a mailbox that is not selected. */
    Set<What> of(MailboxName name, SortedSet<MailboxName> subscribed) {
        boolean own = !name.levels().getFirst().equals(Reach.OTHERS);
        var what = EnumSet.noneOf(What.class);
        for (var group : groups) {
            if (group.isOf(name, own, subscribed)) {
                what.addAll(group.what());
            }
        }
        return what;
    }

    boolean wants(What what) {
        return groups.stream().anyMatch(group -> group.what().contains(what));
    }

    /** Reads a request. */
    static Read read(NotifyRequest.Set request, Extensions extensions) {
        Selected selected = null;
        boolean hasSelected = false;
        var groups = new ArrayList<Group>();
        for (var group : request.groups()) {
            var fault = fault(group);
            if (fault != null) {
                return new Read.Not(fault);
            }
            if (isSelected(group.mailboxes())) {
                if (hasSelected) {
                    return new Read.Not(ImapReply.bad("The selected mailbox twice"));
                }
                hasSelected = true;
                selected = selected(group);
            } else {
                groups.add(new Group(group.mailboxes(), names(group, extensions), what(group)));
            }
        }
        return new Read.Wants(new NotifyWants(selected, List.copyOf(groups)));
    }

    private static boolean isSelected(MailboxFilter filter) {
        return filter == MailboxFilter.Kind.SELECTED
                || filter == MailboxFilter.Kind.SELECTED_DELAYED;
    }

    private static @Nullable ImapReply fault(NotifyRequest.Group group) {
        var events = group.events();
        boolean unknown =
                events.stream()
                        .anyMatch(
                                event ->
                                        event instanceof Event.Unknown
                                                || event == Event.Kind.ANNOTATION_CHANGE);
        if (unknown) {
            return ImapReply.no(EVENTS, "No such event");
        }
        boolean arrives = events.stream().anyMatch(Event.MessageNew.class::isInstance);
        boolean goes = events.contains(Event.Kind.MESSAGE_EXPUNGE);
        if (arrives != goes || (events.contains(Event.Kind.FLAG_CHANGE) && !arrives)) {
            return ImapReply.bad("MessageNew and MessageExpunge belong together");
        }
        boolean other = what(group).stream().anyMatch(w -> w != What.MESSAGES && w != What.FLAGS);
        if (isSelected(group.mailboxes())) {
            return other ? ImapReply.bad("No event of the selected mailbox") : null;
        }
        if (group.mailboxes() instanceof MailboxFilter.Subtree(boolean one, _) && one) {
            return ImapReply.bad("SUBTREE-ONE is not for NOTIFY");
        }
        return items(group).isEmpty()
                ? null
                : ImapReply.bad("Only the selected mailbox has items to fetch");
    }

    private static List<FetchItem> items(NotifyRequest.Group group) {
        for (var event : group.events()) {
            if (event instanceof Event.MessageNew(var items)) {
                return items;
            }
        }
        return List.of();
    }

    private static @Nullable Selected selected(NotifyRequest.Group group) {
        return group.events().isEmpty()
                ? null
                : new Selected(
                        group.mailboxes() == MailboxFilter.Kind.SELECTED_DELAYED,
                        group.events().contains(Event.Kind.FLAG_CHANGE),
                        items(group));
    }

    private static Set<What> what(NotifyRequest.Group group) {
        var what = EnumSet.noneOf(What.class);
        for (var event : group.events()) {
            switch (event) {
                case Event.MessageNew _ -> what.add(What.MESSAGES);
                case Event.Unknown _ -> {}
                case Event.Kind kind -> {
                    switch (kind) {
                        case MESSAGE_EXPUNGE -> what.add(What.MESSAGES);
                        case FLAG_CHANGE -> what.add(What.FLAGS);
                        case MAILBOX_NAME -> what.add(What.NAME);
                        case SUBSCRIPTION_CHANGE -> what.add(What.SUBSCRIPTION);
                        case MAILBOX_METADATA_CHANGE -> what.add(What.METADATA);
                        case SERVER_METADATA_CHANGE -> what.add(What.SERVER_METADATA);
                        case ANNOTATION_CHANGE -> {}
                    }
                }
            }
        }
        return what;
    }

    /** Names that are none are no mailboxes, and passed over (section 3). */
    private static Set<MailboxName> names(NotifyRequest.Group group, Extensions extensions) {
        var wires =
                switch (group.mailboxes()) {
                    case MailboxFilter.Kind _ -> List.<String>of();
                    case MailboxFilter.Subtree(_, var names) -> names;
                    case MailboxFilter.Named(var names) -> names;
                };
        var names = new HashSet<MailboxName>();
        for (var wire : wires) {
            if (Names.parse(wire, extensions) instanceof MailboxName.Parsed.Name(var name)) {
                names.add(name);
            }
        }
        return names;
    }
}
