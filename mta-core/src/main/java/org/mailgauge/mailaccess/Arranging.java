package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.store.Acl;
import org.mailgauge.store.AnnotationChange;
import org.mailgauge.store.MailboxInfo;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Rights;
import org.mailgauge.store.SpecialUse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CREATE, DELETE, RENAME and SUBSCRIBE (RFC 9051 sections 6.3.4 to 6.3.8, RFC 6154), with the
 * rights that they need (RFC 4314 section 4). A new mailbox is shared with whom the one above it
 * is.
 */
final class Arranging {
    private final Reach reach;
    private final Output out;
    private final Extensions extensions;

    Arranging(Reach reach, Output out, Extensions extensions) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply create(String mailbox, List<String> words) throws IOException {
        var uses = uses(words);
        if (uses == null) {
            return ImapReply.no("USEATTR", "No such special use");
        }
        // A separator at the end says that there will be names below it (RFC 9051 section 6.3.4).
        var name = mailbox.endsWith("/") ? mailbox.substring(0, mailbox.length() - 1) : mailbox;
        return switch (reach.way(name, extensions)) {
            case Reach.Way.Nowhere(var reply) -> nowhere(reply);
            case Reach.Way.To(var place) when !mayCreate(place) -> Reach.forbidden();
            case Reach.Way.To(var place) when !place.own() && !uses.isEmpty() ->
                    ImapReply.no("USEATTR", "Only one's own mailboxes have special uses");
            case Reach.Way.To(var place) -> told(create(place, uses), place, name);
        };
    }

    /** Nobody makes a mailbox in an account that shares nothing with them, or is none. */
    private static ImapReply nowhere(ImapReply reply) {
        return reply.equals(Reach.missing()) ? Reach.forbidden() : reply;
    }

    /** Tells a new name that is not as the client wrote it (RFC 9051 sections 6.3.4 and 6.3.6). */
    private ImapReply told(ImapReply reply, Reach.Place place, String wire)
            throws ClientGoneException {
        if (reply.status() == ImapReply.Status.OK
                && extensions.rev2()
                && Names.differs(place.shown(), wire, extensions)) {
            Names.list(out.buffer(), place.shown(), wire, extensions);
            out.pass();
        }
        return reply;
    }

    private ImapReply create(Reach.Place place, Set<SpecialUse> uses) throws IOException {
        var acl = acl(place);
        return switch (place.account().create(place.name(), uses)) {
            case Outcome.Refused<MailboxInfo>(var why) -> Refusals.reply(why);
            case Outcome.Done<MailboxInfo>(var info) -> {
                var made = place.account().mailbox(place.name());
                for (var entry : acl.rights().entrySet()) {
                    if (made.isPresent()) {
                        made.get().permit(entry.getKey(), entry.getValue());
                    }
                }
                yield ImapReply.ok("MAILBOXID (" + info.id().text() + ")", "Created");
            }
        };
    }

    /** The lowest mailbox above a name. */
    private static Optional<MailboxStore> above(Reach.Place place) throws IOException {
        for (var name : place.name().above().reversed()) {
            var mailbox = place.account().mailbox(name);
            if (mailbox.isPresent()) {
                return mailbox;
            }
        }
        return Optional.empty();
    }

    private static Acl acl(Reach.Place place) throws IOException {
        var above = above(place);
        return above.isEmpty() ? Acl.NONE : above.get().acl();
    }

    private boolean mayCreate(Reach.Place place) throws IOException {
        if (place.own()) {
            return true;
        }
        var above = above(place);
        return above.isPresent() && reach.rights(place, above.get()).has('k');
    }

    private static @Nullable Set<SpecialUse> uses(List<String> words) {
        var uses = EnumSet.noneOf(SpecialUse.class);
        for (var word : words) {
            var use = use(word);
            if (use.isEmpty()) {
                return null;
            }
            uses.add(use.get());
        }
        return uses;
    }

    /** The special use that a client writes so, with its backslash. */
    static Optional<SpecialUse> use(String word) {
        for (var use : SpecialUse.values()) {
            if (use.text().equalsIgnoreCase(word)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }

    ImapReply delete(String mailbox) throws IOException {
        return switch (reach.find(mailbox, extensions, "x")) {
            case Reach.Found.Not(var reply) ->
                    below(mailbox).isEmpty()
                            ? reply
                            : ImapReply.no("HASCHILDREN", "There are mailboxes below it");
            case Reach.Found.Here(var place, _, _) ->
                    switch (place.account().delete(place.name())) {
                        case Outcome.Refused<MailboxInfo>(var why) -> Refusals.reply(why);
                        case Outcome.Done<MailboxInfo> _ -> ImapReply.ok("Deleted");
                    };
        };
    }

    ImapReply rename(String from, String to) throws IOException {
        return switch (reach.find(from, extensions, "x")) {
            case Reach.Found.Not(var reply) -> {
                var below = below(from);
                if (below.isEmpty() || !(reach.way(from, extensions) instanceof Reach.Way.To way)) {
                    yield reply;
                }
                yield below.stream().allMatch(rights -> rights.has('x'))
                        ? rename(way.place(), to)
                        : Reach.forbidden();
            }
            case Reach.Found.Here(var source, _, _) -> rename(source, to);
        };
    }

    private ImapReply rename(Reach.Place source, String to) throws IOException {
        return switch (reach.way(to, extensions)) {
            case Reach.Way.Nowhere(var reply) -> nowhere(reply);
            case Reach.Way.To(var target) -> told(rename(source, target), target, to);
        };
    }

    /**
     * The user's rights on each mailbox below a name that no mailbox has; empty when there are none
     * below, or none that the user may look up.
     */
    private List<Rights> below(String mailbox) throws IOException {
        if (!(reach.way(mailbox, extensions) instanceof Reach.Way.To(var place))
                || place.account().mailbox(place.name()).isPresent()) {
            return List.of();
        }
        var all = new ArrayList<Rights>();
        for (var info : place.account().mailboxes()) {
            var there = place.account().mailbox(info.id());
            if (info.name().isBelow(place.name()) && there.isPresent()) {
                all.add(reach.rights(place, there.get()));
            }
        }
        return all.stream().anyMatch(rights -> rights.has('l')) ? all : List.of();
    }

    private ImapReply rename(Reach.Place source, Reach.Place target) throws IOException {
        if (!source.account().name().equals(target.account().name())) {
            return ImapReply.no("CANNOT", "A mailbox stays in its account");
        }
        if (!mayCreate(target)) {
            return Reach.forbidden();
        }
        return switch (source.account().rename(source.name(), target.name())) {
            case Outcome.Refused<MailboxInfo>(var why) -> Refusals.reply(why);
            case Outcome.Done<MailboxInfo> _ -> {
                if (source.name().isInbox()) {
                    annotate(source, target);
                }
                yield ImapReply.ok("Renamed");
            }
        };
    }

    /** What INBOX had is a new mailbox, with annotations as INBOX keeps them (RFC 5464 4.1). */
    private static void annotate(Reach.Place source, Reach.Place target) throws IOException {
        var inbox = source.account().mailbox(source.name());
        var made = target.account().mailbox(target.name());
        var changes = new ArrayList<AnnotationChange>();
        if (inbox.isPresent()) {
            inbox.get()
                    .annotations()
                    .forEach((name, value) -> changes.add(new AnnotationChange(name, value)));
        }
        if (made.isPresent() && !changes.isEmpty()) {
            made.get().annotate(changes);
        }
    }

    ImapReply subscribe(String mailbox, boolean subscribed) throws IOException {
        return switch (Names.parse(mailbox, extensions)) {
            case MailboxName.Parsed.Bad(var why) -> ImapReply.no("CANNOT", why);
            case MailboxName.Parsed.Name(var name) ->
                    switch (reach.own().subscribe(name, subscribed)) {
                        case Outcome.Refused<Boolean>(var why) -> Refusals.reply(why);
                        case Outcome.Done<Boolean> _ ->
                                ImapReply.ok(subscribed ? "Subscribed" : "Unsubscribed");
                    };
        };
    }
}
