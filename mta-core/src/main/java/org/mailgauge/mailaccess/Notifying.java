package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapText;
import org.mailgauge.imap.StatusItem;
import org.mailgauge.mailaccess.NotifyWants.What;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.AnnotationName;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.ObjectId;
import org.mailgauge.store.Outcome;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a session is told that used NOTIFY (RFC 5465): of mailboxes that are not selected STATUS, of
 * names LIST, of annotations METADATA, each compared with what it was told last. Used by one thread
 * at a time; store threads only note what happened.
 */
final class Notifying implements AutoCloseable {
    /** Mailboxes whose messages can be followed. */
    static final int MOST = 1000;

    private final Reach reach;
    private final Output out;
    private final NotifyWants wants;
    private final NotifyEvents events;
    private final List<AccountStore.Watch> watches = new ArrayList<>();

    /** Accounts that share something, by their owners. */
    private final Map<AccountName, AccountStore.Watch> owners = new HashMap<>();

    /** Mailboxes that exist, by name, and names that are subscribed, as they were told. */
    private Map<MailboxName, ObjectId> names = Map.of();

    private SortedSet<MailboxName> subscribed = new TreeSet<>();

    /** Figures of the mailboxes whose messages are followed, as they were told. */
    private final Map<ObjectId, MailboxStatus> statuses = new HashMap<>();

    private Notifying(Reach reach, Output out, NotifyWants wants, Runnable wake) {
        this.reach = reach;
        this.out = out;
        this.wants = wants;
        this.events = new NotifyEvents(wake);
    }

    /**
     * Begins to follow what is wanted, from now on.
     *
     * @param tells whether the figures of now are told
     * @return null when that is too much
     */
    static @Nullable Notifying begin(
            Reach reach,
            Output out,
            NotifyWants wants,
            Runnable wake,
            boolean tells,
            @Nullable OpenMailbox open,
            Extensions extensions)
            throws IOException {
        var notifying = new Notifying(reach, out, wants, wake);
        boolean begun = false;
        try {
            begun = notifying.begin(tells, open, extensions);
        } finally {
            if (!begun) {
                notifying.close();
            }
        }
        return begun ? notifying : null;
    }

    private boolean begin(boolean tells, @Nullable OpenMailbox open, Extensions extensions)
            throws IOException {
        if (wants.groups().isEmpty()) {
            return true;
        }
        watches.add(reach.own().watch(events));
        watches.add(reach.store().watchShared(reach.own().name(), events::renamed));
        watch();
        var visible = new VisibleNames(reach);
        settle(visible);
        for (var name : visible.existing().keySet()) {
            var what = wants.of(name, subscribed);
            if (!what.contains(What.MESSAGES) && !what.contains(What.FLAGS)) {
                continue;
            }
            var status = status(name);
            if (status == null) {
                noAccess(name, extensions);
                continue;
            }
            if (statuses.size() == MOST) {
                return false;
            }
            statuses.put(status.mailbox().id(), status);
            if (tells && !isOpen(status.mailbox().id(), open)) {
                tell(name, status, what, extensions);
            }
        }
        return true;
    }

    /** Follows the accounts that share something now, and no others. */
    private void watch() throws IOException {
        var now = new HashSet<AccountName>();
        for (var shared : reach.store().shared(reach.own().name())) {
            now.add(shared.owner());
        }
        for (var owner : now) {
            var account =
                    owners.containsKey(owner)
                            ? Optional.<AccountStore>empty()
                            : reach.store().account(owner);
            account.ifPresent(there -> owners.put(owner, there.watch(events)));
        }
        owners.entrySet()
                .removeIf(
                        entry -> {
                            boolean over = !now.contains(entry.getKey());
                            if (over) {
                                entry.getValue().close();
                            }
                            return over;
                        });
    }

    private void settle(VisibleNames visible) {
        var now = new TreeMap<MailboxName, ObjectId>();
        visible.existing().forEach((name, info) -> now.put(name, info.id()));
        names = now;
        subscribed = visible.subscribed();
    }

    NotifyWants wants() {
        return wants;
    }

    private static boolean isOpen(ObjectId id, @Nullable OpenMailbox open) {
        return open != null && open.store().id().equals(id);
    }

    /** The figures of a mailbox that the user may read; null of another. */
    private @Nullable MailboxStatus status(MailboxName name) throws IOException {
        return reach.way(name) instanceof Reach.Way.To(var place)
                        && reach.find(place, "lr") instanceof Reach.Found.Here here
                        && here.mailbox().status() instanceof Outcome.Done<MailboxStatus>(var now)
                ? now
                : null;
    }

    /** Whether the user may know of a mailbox's annotations (RFC 5464 section 3.3). */
    private boolean mayUse(MailboxName name) throws IOException {
        return reach.way(name) instanceof Reach.Way.To(var place)
                && reach.find(place, "l") instanceof Reach.Found.Here(_, _, var rights)
                && Metadata.mayUse(rights);
    }

    private void noAccess(MailboxName name, Extensions extensions) throws IOException {
        out.buffer().text("* LIST (\\NoAccess) \"/\" ");
        Names.write(out.buffer(), name, extensions);
        out.buffer().line();
        out.pass();
    }

    /**
     * Tells what happened.
     *
     * @return false when not all of it is known any more
     */
    boolean tell(@Nullable OpenMailbox open, Extensions extensions) throws IOException {
        var happened = events.take();
        if (happened.overflows()) {
            return false;
        }
        if (happened.isEmpty()) {
            return true;
        }
        if (happened.renamed) {
            names(extensions);
            if (!begins(open, extensions)) {
                return false;
            }
        }
        for (var entry : names.entrySet()) {
            var id = entry.getValue();
            if (happened.changed.contains(id) && !isOpen(id, open)) {
                messages(entry.getKey(), extensions);
            }
            var annotations = happened.annotated.getOrDefault(id, Set.of());
            if (!annotations.isEmpty()
                    && wants.of(entry.getKey(), subscribed).contains(What.METADATA)) {
                metadata(entry.getKey(), annotations, extensions);
            }
        }
        if (!happened.server.isEmpty() && wants.wants(What.SERVER_METADATA)) {
            metadata(null, happened.server, extensions);
        }
        return true;
    }

    /**
     * Begins to follow the messages of mailboxes that the user may read only now; of one that has
     * had some, the figures are told.
     *
     * @return false when that is too much
     */
    private boolean begins(@Nullable OpenMailbox open, Extensions extensions) throws IOException {
        for (var entry : names.entrySet()) {
            var what = wants.of(entry.getKey(), subscribed);
            boolean wanted = what.contains(What.MESSAGES) || what.contains(What.FLAGS);
            var now =
                    wanted && !statuses.containsKey(entry.getValue())
                            ? status(entry.getKey())
                            : null;
            if (now == null) {
                continue;
            }
            if (statuses.size() >= MOST) {
                return false;
            }
            statuses.put(now.mailbox().id(), now);
            if (now.uidNext() > 1 && !isOpen(now.mailbox().id(), open)) {
                tell(entry.getKey(), now, what, extensions);
            }
        }
        return true;
    }

    private void messages(MailboxName name, Extensions extensions) throws IOException {
        var what = wants.of(name, subscribed);
        boolean wanted = what.contains(What.MESSAGES) || what.contains(What.FLAGS);
        var now = wanted ? status(name) : null;
        if (now == null) {
            return;
        }
        var before = statuses.put(now.mailbox().id(), now);
        boolean other =
                before == null
                        || before.messages() != now.messages()
                        || before.uidNext() != now.uidNext()
                        || before.mailbox().uidValidity() != now.mailbox().uidValidity();
        boolean flags =
                what.contains(What.FLAGS)
                        && (other || before.highestModSequence() != now.highestModSequence());
        if (other || flags) {
            tell(name, now, what, extensions);
        }
    }

    /** What section 3 wants told, and section 5. */
    private void tell(MailboxName name, MailboxStatus status, Set<What> what, Extensions extensions)
            throws IOException {
        var items = new ArrayList<StatusItem>();
        items.add(StatusItem.MESSAGES);
        items.add(StatusItem.UIDNEXT);
        items.add(StatusItem.UIDVALIDITY);
        if (what.contains(What.FLAGS)) {
            items.add(StatusItem.UNSEEN);
        }
        if (extensions.condstore()) {
            items.add(StatusItem.HIGHESTMODSEQ);
        }
        new Statuses(extensions, 0).write(out.buffer(), name, status, items);
        out.pass();
    }

    /** Tells of names that came, went, or were changed, and of subscriptions. */
    private void names(Extensions extensions) throws IOException {
        var before = new TreeMap<>(names);
        var wereSubscribed = subscribed;
        watch();
        var visible = new VisibleNames(reach);
        settle(visible);
        var old = new HashMap<ObjectId, MailboxName>();
        before.forEach((name, id) -> old.put(id, name));
        var moved = new TreeMap<MailboxName, MailboxName>();
        var affected = new TreeSet<MailboxName>();
        names.forEach(
                (name, id) -> {
                    var was = old.get(id);
                    if (was == null) {
                        affected.add(name);
                        parent(name).ifPresent(affected::add);
                    } else if (!was.equals(name)) {
                        moved.put(name, was);
                    }
                });
        var ids = new HashSet<>(names.values());
        before.forEach(
                (name, id) -> {
                    if (!ids.contains(id)) {
                        statuses.remove(id);
                        affected.add(name);
                        parent(name).ifPresent(affected::add);
                    }
                });
        for (var entry : moved.entrySet()) {
            if (!isCarried(entry.getKey(), entry.getValue(), moved)) {
                list(entry.getKey(), entry.getValue(), What.NAME, visible, extensions);
            }
        }
        for (var name : affected) {
            list(name, null, What.NAME, visible, extensions);
        }
        var other = new TreeSet<>(subscribed);
        other.addAll(wereSubscribed);
        other.removeIf(name -> subscribed.contains(name) == wereSubscribed.contains(name));
        for (var name : other) {
            list(name, null, What.SUBSCRIPTION, visible, extensions);
        }
    }

    private static Optional<MailboxName> parent(MailboxName name) {
        var above = name.above();
        return above.isEmpty() ? Optional.empty() : Optional.of(above.getLast());
    }

    /** Whether a mailbox has another name only because one above it has. */
    private static boolean isCarried(
            MailboxName name, MailboxName was, Map<MailboxName, MailboxName> moved) {
        return name.above().stream()
                .anyMatch(
                        above -> {
                            var top = moved.get(above);
                            return top != null
                                    && was.isBelow(top)
                                    && was.moved(top, above)
                                            .equals(new MailboxName.Parsed.Name(name));
                        });
    }

    private void list(
            MailboxName name,
            @Nullable MailboxName old,
            What event,
            VisibleNames visible,
            Extensions extensions)
            throws IOException {
        boolean wanted =
                wants.of(name, subscribed).contains(event)
                        || (old != null && wants.of(old, subscribed).contains(event));
        if (!wanted) {
            return;
        }
        var buffer = out.buffer();
        buffer.text("* LIST (").text(String.join(" ", visible.attributes(name, true, true)));
        buffer.text(") \"/\" ");
        Names.write(buffer, name, extensions);
        if (old != null) {
            buffer.text(" (\"OLDNAME\" (");
            Names.write(buffer, old, extensions);
            buffer.text("))");
        }
        buffer.line();
        out.pass();
    }

    /** Tells names of annotations that the user may see (RFC 5464 section 4.4.2). */
    private void metadata(
            @Nullable MailboxName mailbox, Set<AnnotationName> changed, Extensions extensions)
            throws IOException {
        var entries = new TreeSet<String>();
        for (var name : changed) {
            switch (name) {
                case AnnotationName.Shared(var path) -> entries.add("/shared" + path);
                case AnnotationName.Private(var user, var path) -> {
                    if (user.equals(reach.own().name())) {
                        entries.add("/private" + path);
                    }
                }
            }
        }
        if (entries.isEmpty() || (mailbox != null && !mayUse(mailbox))) {
            return;
        }
        var buffer = out.buffer();
        buffer.text("* METADATA ");
        if (mailbox == null) {
            buffer.text("\"\"");
        } else {
            Names.write(buffer, mailbox, extensions);
        }
        entries.forEach(entry -> buffer.octet(' ').text(ImapText.astring(entry)));
        buffer.line();
        out.pass();
    }

    @Override
    public void close() {
        watches.forEach(AccountStore.Watch::close);
        watches.clear();
        owners.values().forEach(AccountStore.Watch::close);
        owners.clear();
    }
}
