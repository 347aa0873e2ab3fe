package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.store.AccountName;
import org.mailgauge.store.Acl;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Rights;

import java.io.IOException;
import java.util.Optional;

/**
 * GETACL, SETACL, DELETEACL, LISTRIGHTS and MYRIGHTS (RFC 4314). Identifiers are {@code anyone} and
 * users: a name without a domain is of the session's own. What stands after {@code -} loses rights.
 * The owner of a mailbox has all rights always.
 */
final class Permissions {
    private final Reach reach;
    private final Output out;
    private final Extensions extensions;

    Permissions(Reach reach, Output out, Extensions extensions) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply list(String mailbox) throws IOException {
        return switch (reach.find(mailbox, extensions, "a")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here(var place, var store, _) -> {
                var buffer = begin("ACL", place.shown());
                buffer.octet(' ').string(place.account().name().text());
                buffer.octet(' ').text(shown(Rights.ALL));
                for (var entry : store.acl().rights().entrySet()) {
                    buffer.octet(' ').string(entry.getKey());
                    buffer.octet(' ').text(shown(entry.getValue()));
                }
                yield end();
            }
        };
    }

    ImapReply mine(String mailbox) throws IOException {
        return switch (reach.find(mailbox, extensions, "")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here(var place, _, var rights) -> {
                // Section 4 has it that one of these is needed.
                if ("lrikxa".chars().noneMatch(right -> rights.has((char) right))) {
                    yield Reach.missing();
                }
                begin("MYRIGHTS", place.shown()).octet(' ').text(shown(rights));
                yield end();
            }
        };
    }

    /** Every right can be given for itself. */
    ImapReply grantable(String mailbox, String identifier) throws IOException {
        return switch (reach.find(mailbox, extensions, "a")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here(var place, _, _) -> {
                var known = identifier(identifier);
                if (known.isEmpty()) {
                    yield unknown();
                }
                var buffer = begin("LISTRIGHTS", place.shown());
                buffer.octet(' ').string(known.get());
                buffer.text(
                        isOwner(place, known.get())
                                ? " " + shown(Rights.ALL)
                                : " \"\" l r s w i p k x t e a c d");
                yield end();
            }
        };
    }

    ImapReply set(ImapCommand.SetAcl set) throws IOException {
        var rights = Rights.parse(set.rights());
        if (rights.isEmpty()) {
            return ImapReply.bad("No such right");
        }
        return switch (reach.find(set.mailbox(), extensions, "a")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here here -> {
                var known = identifier(set.identifier());
                if (known.isEmpty()) {
                    yield unknown();
                }
                var before = here.mailbox().acl().rights().getOrDefault(known.get(), Rights.NONE);
                var after =
                        switch (set.change()) {
                            case REPLACE -> rights.get();
                            case ADD -> before.with(rights.get());
                            case REMOVE -> before.without(rights.get());
                        };
                yield permit(here, known.get(), after);
            }
        };
    }

    ImapReply delete(String mailbox, String identifier) throws IOException {
        return switch (reach.find(mailbox, extensions, "a")) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here here -> {
                var known = identifier(identifier);
                yield known.isEmpty() ? unknown() : permit(here, known.get(), Rights.NONE);
            }
        };
    }

    private ImapReply permit(Reach.Found.Here here, String identifier, Rights rights)
            throws IOException {
        if (isOwner(here.place(), identifier)) {
            return ImapReply.no("CANNOT", "The owner has all rights always");
        }
        return switch (here.mailbox().permit(identifier, rights)) {
            case Outcome.Refused<Acl>(var why) -> Refusals.reply(why);
            case Outcome.Done<Acl> _ -> ImapReply.ok("Done");
        };
    }

    private static boolean isOwner(Reach.Place place, String identifier) {
        var owner = place.account().name().text();
        return identifier.equals(owner) || identifier.equals("-" + owner);
    }

    private static ImapReply unknown() {
        return ImapReply.no("CANNOT", "No such identifier");
    }

    /** As the store has it; empty when it is none. */
    private Optional<String> identifier(String wire) {
        var text = Names.text(wire, extensions).orElse("");
        boolean negative = text.startsWith("-");
        var name = negative ? text.substring(1) : text;
        var canonical = name.equalsIgnoreCase("anyone") ? Optional.of("anyone") : user(name);
        return canonical.map(found -> negative ? "-" + found : found);
    }

    private Optional<String> user(String name) {
        var own = reach.own().name().text();
        var full = name.contains("@") ? name : name + own.substring(own.lastIndexOf('@'));
        return AccountName.parse(full).map(AccountName::text);
    }

    /**
     * Rights as they are sent: {@code c} and {@code d} of RFC 2086 stand for those that they were
     * parted into (section 2.1.1).
     */
    static String shown(Rights rights) {
        var text = rights.letters();
        if (rights.has('k') || rights.has('x')) {
            text += "c";
        }
        if (rights.has('x') || rights.has('t') || rights.has('e')) {
            text += "d";
        }
        return text.isEmpty() ? "\"\"" : text;
    }

    private org.mailgauge.imap.ResponseBuffer begin(String response, MailboxName name) {
        var buffer = out.buffer();
        buffer.text("* ").text(response).octet(' ');
        Names.write(buffer, name, extensions);
        return buffer;
    }

    private ImapReply end() throws IOException {
        out.buffer().line();
        out.pass();
        return ImapReply.ok("That is all");
    }
}
