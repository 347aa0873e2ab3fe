package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxView;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What SELECT and EXAMINE tell (RFC 9051 section 6.3.2, RFC 7162 section 3.2.5). */
final class Selecting {
    private final Output out;

    Selecting(Output out) {
        this.out = out;
    }

    /** Tells of a mailbox that was opened. */
    ImapReply tell(OpenMailbox open, ImapCommand.Select select, Extensions extensions)
            throws IOException {
        var view = open.view();
        var status = view.opened();
        var buffer = out.buffer();
        buffer.text("* ").number(view.messages()).text(" EXISTS").line();
        if (!extensions.rev2()) {
            buffer.text("* ").number(status.recent()).text(" RECENT").line();
            if (view.firstUnseen() > 0 && !extensions.uidOnly()) {
                buffer.text("* OK [UNSEEN ")
                        .number(view.firstUnseen())
                        .text("] First unseen")
                        .line();
            }
        }
        flags(open);
        buffer.text("* OK [UIDNEXT ").number(status.uidNext()).text("] Next UID").line();
        buffer.text("* OK [UIDVALIDITY ")
                .number(status.mailbox().uidValidity())
                .text("] UIDs are valid")
                .line();
        buffer.text("* OK [HIGHESTMODSEQ ")
                .number(status.highestModSequence())
                .text("] Highest")
                .line();
        buffer.text("* OK [MAILBOXID (").text(status.mailbox().id().text()).text(")] Ok").line();
        if (extensions.rev2()) {
            Names.list(buffer, open.place().shown(), select.mailbox(), extensions);
        }
        out.pass();
        var resync = select.resync();
        if (resync != null && resync.uidValidity() == status.mailbox().uidValidity()) {
            resync(view, resync, extensions);
        }
        return open.readOnly()
                ? ImapReply.ok("READ-ONLY", "Mailbox is open to be read")
                : ImapReply.ok("READ-WRITE", "Mailbox is open");
    }

    /** What a client must learn that knows an earlier state (RFC 7162 section 3.2.5.2). */
    private void resync(MailboxView view, ImapCommand.Select.Resync resync, Extensions extensions)
            throws IOException {
        var known = resync.known();
        var vanished = view.vanishedSince(resync.modSequence()).minus(matched(view, resync));
        if (known != null) {
            vanished = vanished.and(known.numbers(UidSet.MOST));
        }
        if (!vanished.isEmpty()) {
            out.buffer().text("* VANISHED (EARLIER) ").text(vanished.toString()).line();
            out.pass();
        }
        var changed = view.changedSince(resync.modSequence());
        if (known != null) {
            changed = changed.and(known.numbers(UidSet.MOST));
        }
        var telling = new Telling(out);
        view.visit(
                changed,
                message -> {
                    telling.flags(view, message, extensions);
                    out.pass();
                    return true;
                });
    }

    /** UIDs of which the client knows what became of them (RFC 7162 section 3.2.5.2). */
    private static UidSet matched(MailboxView view, ImapCommand.Select.Resync resync) {
        var match = resync.match();
        if (match == null) {
            return UidSet.NONE;
        }
        long last = SequenceMatch.last(match.numbers().numbers(0), match.uids().numbers(0), view);
        return last == 0 ? UidSet.NONE : UidSet.range(1, last);
    }

    /** Tells which flags there are, and which the user may change (RFC 9051 section 7.3.5). */
    void flags(OpenMailbox open) throws IOException {
        var all = Flags.of(List.of(SystemFlag.values()), Set.copyOf(open.view().keywords()));
        var permanent = open.readOnly() ? "" : permanent(open, all);
        var buffer = out.buffer();
        buffer.text("* FLAGS (").text(all.toString()).octet(')').line();
        buffer.text("* OK [PERMANENTFLAGS (").text(permanent).text(")] Limited").line();
    }

    /** The flags that the user may change, and {@code \*} for one who may make keywords. */
    private static String permanent(OpenMailbox open, Flags all) throws IOException {
        var rights = open.rights();
        var text = FlagRights.permitted(all, rights).toString();
        return rights.has('w') && open.takesKeywords() ? text + " \\*" : text;
    }
}
