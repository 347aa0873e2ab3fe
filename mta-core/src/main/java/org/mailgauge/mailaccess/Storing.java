package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.FlagChange;
import org.mailgauge.store.Flags;
import org.mailgauge.store.FlagsChanged;
import org.mailgauge.store.MailboxStatus;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.Outcome;
import org.mailgauge.store.Rights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * STORE and UID STORE (RFC 9051 section 6.4.6, RFC 7162 section 3.1.3), of many messages portion by
 * portion, so that others get their turn. Of messages named by number that another session has
 * expunged nothing is told, and the answer is NO, unless nothing was to be told (RFC 2180 section
 * 4.2).
 */
final class Storing {
    private final Output out;
    private final Extensions extensions;

    Storing(Output out, Extensions extensions) {
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply store(OpenMailbox open, ImapCommand.Store store, MessageLimit limit)
            throws IOException {
        var named = open.uids(store.messages(), store.uid());
        var flags = FlagWords.parse(store.flags());
        if (named == null) {
            return ImapReply.bad("No such message");
        }
        if (flags.isEmpty()) {
            return ImapReply.bad("No such flag");
        }
        var rights = open.rights();
        var permitted = FlagRights.permitted(flags.get(), rights);
        if (!FlagRights.any(rights) || isVain(store, flags.get(), permitted)) {
            return Reach.forbidden();
        }
        var change = change(store, permitted);
        boolean plain = change.kind() != FlagChange.Kind.REPLACE || FlagRights.all(rights);
        var some = Limited.of(limit, named);
        var portions = new ArrayList<FlagsChanged>();
        for (var uids : some.portions(Portions.MESSAGES)) {
            switch (plain
                    ? open.store().change(uids, change)
                    : replace(open, uids, change, rights)) {
                case Outcome.Refused<FlagsChanged>(var why) -> {
                    return Refusals.reply(why);
                }
                case Outcome.Done<FlagsChanged>(var done) -> portions.add(done);
            }
        }
        if (!store.silent()) {
            portions.forEach(open::settled);
            open.refresh();
        } else if (plain) {
            open.settledSilently(portions, change);
        } else {
            open.refresh();
        }
        var done = together(portions);
        var reply = stored(open, store, some, done);
        var met = done.changed().or(done.unchanged()).or(done.modified());
        boolean gone = !store.uid() && !store.silent() && !some.uids().minus(met).isEmpty();
        boolean fails = gone && done.modified().isEmpty();
        return some.told(fails ? Refusals.expunged() : reply, out);
    }

    /** Whether all that a user wants to do is not permitted (RFC 4314 section 4). */
    private static boolean isVain(ImapCommand.Store store, Flags wanted, Flags permitted) {
        return store.change() != ImapCommand.Store.Change.REPLACE
                && permitted.equals(Flags.NONE)
                && !wanted.equals(Flags.NONE);
    }

    private ImapReply stored(
            OpenMailbox open, ImapCommand.Store store, Limited some, FlagsChanged done)
            throws IOException {
        new Telling(out).newKeywords(open);
        tell(open, store, some, done);
        return done.modified().isEmpty()
                ? ImapReply.ok("Stored")
                : ImapReply.ok(
                        "MODIFIED " + named(open.view(), done.modified(), store.uid()),
                        "Some had changed");
    }

    private static FlagsChanged together(List<FlagsChanged> portions) {
        var changed = UidSet.NONE;
        var unchanged = UidSet.NONE;
        var modified = UidSet.NONE;
        for (var portion : portions) {
            changed = changed.or(portion.changed());
            unchanged = unchanged.or(portion.unchanged());
            modified = modified.or(portion.modified());
        }
        long last = portions.isEmpty() ? 0 : portions.getLast().modSequence();
        return new FlagsChanged(changed, unchanged, modified, last);
    }

    /**
     * @param flags those that the user may change: others stay as they are (RFC 4314 section 4)
     */
    private static FlagChange change(ImapCommand.Store store, Flags flags) {
        var kind =
                switch (store.change()) {
                    case REPLACE -> FlagChange.Kind.REPLACE;
                    case ADD -> FlagChange.Kind.ADD;
                    case REMOVE -> FlagChange.Kind.REMOVE;
                };
        long since = store.unchangedSince() < 0 ? FlagChange.ALWAYS : store.unchangedSince();
        return new FlagChange(kind, flags, since);
    }

    /** Sets some of the flags that the user may change, and removes the others of these. */
    private static Outcome<FlagsChanged> replace(
            OpenMailbox open, UidSet uids, FlagChange change, Rights rights) throws IOException {
        var flags = change.flags();
        var adding = new FlagChange(FlagChange.Kind.ADD, flags, change.unchangedSince());
        var added = open.store().change(uids, adding);
        var status = open.store().status();
        if (!(added instanceof Outcome.Done<FlagsChanged>(var first))
                || !(status instanceof Outcome.Done<MailboxStatus>(var now))) {
            return added;
        }
        var all = Flags.of(List.of(SystemFlag.values()), now.keywords());
        var rest = FlagRights.permitted(all, rights).without(flags);
        var met = first.changed().or(first.unchanged());
        return switch (open.store().change(met, new FlagChange(FlagChange.Kind.REMOVE, rest))) {
            case Outcome.Refused<FlagsChanged> refused -> refused;
            case Outcome.Done<FlagsChanged>(var second) ->
                    new Outcome.Done<>(
                            new FlagsChanged(
                                    first.changed().or(second.changed()),
                                    met.minus(first.changed()).minus(second.changed()),
                                    first.modified(),
                                    second.modSequence()));
        };
    }

    /**
     * Tells the flags of what was stored, whether they changed or not; when they are not asked for,
     * only mod-sequences, and those only where they are due (RFC 7162 sections 3.1.3 and 3.2.4).
     */
    private void tell(OpenMailbox open, ImapCommand.Store store, Limited some, FlagsChanged done)
            throws IOException {
        if (store.silent() && !extensions.condstore()) {
            return;
        }
        var view = open.view();
        boolean changedOnly = store.silent() && store.unchangedSince() < 0;
        var shown = changedOnly ? done.changed() : done.changed().or(done.unchanged());
        some.visit(
                view,
                shown,
                message -> {
                    var buffer = out.buffer();
                    Telling.begin(buffer, view, message.uid(), extensions);
                    if (!extensions.uidOnly() && (store.uid() || Telling.tellsUid(extensions))) {
                        buffer.text("UID ").number(message.uid()).octet(' ');
                    }
                    if (!store.silent()) {
                        buffer.text("FLAGS (");
                        new Telling(out).write(view, message, extensions);
                        buffer.text(extensions.condstore() ? ") " : ")");
                    }
                    if (extensions.condstore()) {
                        buffer.text("MODSEQ (").number(message.modSequence()).octet(')');
                    }
                    buffer.octet(')').line();
                    out.pass();
                    return true;
                });
    }

    /** Messages as the command named them: by UIDs or sequence numbers. */
    private static String named(MailboxView view, UidSet uids, boolean byUid) {
        if (byUid) {
            return uids.toString();
        }
        var numbers = new UidSet.Builder();
        uids.stream()
                .filter(uid -> view.sequence(uid) > 0)
                .forEach(uid -> numbers.add(view.sequence(uid)));
        return numbers.build().toString();
    }
}
