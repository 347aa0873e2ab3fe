package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.store.Copied;

import java.io.IOException;
import java.util.Optional;

/**
 * COPY and MOVE (RFC 9051 sections 6.4.7 and 6.4.8), also between accounts: there they are other
 * messages, with the same octets, flags and dates, and MOVE is a copy that is expunged afterwards.
 */
final class Copying {
    /** Sets with more ranges are not told with COPYUID: it is one line. */
    private static final int MOST_RANGES = 50_000;

    private static final Optional<ImapReply> FULL =
            Optional.of(ImapReply.no("OVERQUOTA", "Quota exceeded"));

    private final Reach reach;
    private final Output out;
    private final Extensions extensions;

    Copying(Reach reach, Output out, Extensions extensions) {
        this.reach = reach;
        this.out = out;
        this.extensions = extensions;
    }

    ImapReply copy(OpenMailbox open, ImapCommand.Copy copy, MessageLimit limit) throws IOException {
        var named = open.uids(copy.messages(), copy.uid());
        if (named == null) {
            return ImapReply.bad("No such message");
        }
        if (!copy.move() && limit.excludesSaving(named.size())) {
            return Limited.refusal(limit, named);
        }
        return copy(open, copy, copy.move() ? Limited.of(limit, named) : Limited.all(named));
    }

    private ImapReply copy(OpenMailbox open, ImapCommand.Copy copy, Limited some)
            throws IOException {
        var uids = some.uids();
        var rights = open.rights();
        if (copy.move() && !(rights.has('t') && rights.has('e'))) {
            return Reach.forbidden();
        }
        if (!copy.uid() && !open.gone(uids).isEmpty()) {
            return Refusals.expunged();
        }
        return switch (reach.target(copy.mailbox(), extensions)) {
            case Reach.Found.Not(var reply) -> reply;
            case Reach.Found.Here to -> {
                var portions = new Portions(open, to, copy.move());
                var refusal = hasRoom(open, uids, to, copy.move()) ? all(portions, uids) : FULL;
                boolean done = refusal.isEmpty();
                if (done && !copy.uid()) {
                    refusal = gone(portions, uids);
                }
                var reply =
                        refusal.isEmpty()
                                ? tell(portions.copied(), to, copy.move())
                                : failed(portions, to, refusal.get());
                yield done ? some.told(reply, out) : reply;
            }
        };
    }

    /**
     * Whether the target's quota has room for all. What one portion holds, of messages of the same
     * account, the store sees to.
     */
    private static boolean hasRoom(OpenMailbox open, UidSet uids, Reach.Found.Here to, boolean move)
            throws IOException {
        boolean same = Portions.isWithin(open, to);
        if (same && (move || uids.size() <= Portions.MESSAGES)) {
            return true;
        }
        var octets = new long[1];
        open.view()
                .visit(
                        uids,
                        message -> {
                            octets[0] += message.octets();
                            return true;
                        });
        return to.place().account().hasRoom(octets[0], uids.size());
    }

    /** Copies portion by portion. @return why it ended early; empty when it did not */
    private static Optional<ImapReply> all(Portions portions, UidSet uids) throws IOException {
        try {
            return portions.all(uids).map(Refusals::target);
        } catch (IOException e) {
            try {
                portions.takeBack();
            } catch (IOException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    /** Whether some that were there when it began have been expunged since by another session. */
    private static Optional<ImapReply> gone(Portions portions, UidSet uids) {
        return uids.minus(portions.copied().sources()).isEmpty()
                ? Optional.empty()
                : Optional.of(Refusals.expunged());
    }

    /**
     * Of a COPY that fails nothing stays (RFC 9051 section 6.4.7); what a MOVE has moved until then
     * is where it is now (section 6.4.8), and told.
     */
    private ImapReply failed(Portions portions, Reach.Found.Here to, ImapReply why)
            throws IOException {
        portions.takeBack();
        if (!portions.copied().sources().isEmpty()) {
            tell(portions.copied(), to, true);
        }
        return why;
    }

    /**
     * COPYUID is told before what was moved vanishes (RFC 6851 section 4.3), and not to who may not
     * read the target (RFC 9051 section 6.4.7).
     */
    private ImapReply tell(Copied done, Reach.Found.Here to, boolean moved) throws IOException {
        var text = moved ? "Moved" : "Copied";
        if (done.sources().isEmpty()) {
            return ImapReply.ok(text + " nothing");
        }
        if (done.sources().ranges() + done.copies().ranges() > MOST_RANGES
                || !to.rights().has('r')) {
            return ImapReply.ok(text);
        }
        var code = "COPYUID " + done.uidValidity() + ' ' + done.sources() + ' ' + done.copies();
        if (!moved) {
            return ImapReply.ok(code, text);
        }
        out.buffer().text("* OK [").text(code).text("] Moved").line();
        out.pass();
        return ImapReply.ok(text);
    }
}
