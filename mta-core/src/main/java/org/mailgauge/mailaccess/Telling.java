package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.store.Flags;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;

/** Tells a client what is new in the mailbox that it has selected (RFC 9051 section 7). */
final class Telling {
    private final Output out;

    Telling(Output out) {
        this.out = out;
    }

    /**
     * Tells what happened since the last time.
     *
     * @param expunges whether expunges may be told
     * @param wanted by NOTIFY; null when that was not used, and everything is told
     * @param fetching tells what is wanted of arrivals
     * @return false when the mailbox is there no longer
     */
    boolean tell(
            OpenMailbox open,
            boolean expunges,
            Extensions extensions,
            NotifyWants.@Nullable Selected wanted,
            Fetching fetching)
            throws IOException {
        var view = open.view();
        var changes = open.poll(expunges);
        open.told(changes.highestModSequence());
        if (changes.isEmpty() && !changes.held()) {
            return true;
        }
        newKeywords(open);
        var buffer = out.buffer();
        if (!changes.expunged().isEmpty()) {
            if (extensions.vanished()) {
                buffer.text("* VANISHED ").text(changes.expunged().toString()).line();
            } else {
                for (int sequence : changes.sequences()) {
                    buffer.text("* ").number(sequence).text(" EXPUNGE").line();
                    out.pass();
                }
            }
        }
        if (!changes.arrived().isEmpty()) {
            buffer.text("* ").number(view.messages()).text(" EXISTS").line();
            if (!extensions.rev2()) {
                buffer.text("* ").number(view.recent().size()).text(" RECENT").line();
            }
        }
        if (wanted != null && !wanted.items().isEmpty() && !changes.arrived().isEmpty()) {
            fetching.tell(open, changes.arrived(), items(wanted, extensions), false);
        }
        var changed = open.untold(changes.changed());
        if (!changed.isEmpty() && (wanted == null || wanted.flags())) {
            view.visit(
                    changed,
                    message -> {
                        flags(view, message, extensions, wanted != null);
                        out.pass();
                        return true;
                    });
        }
        if (changes.held() && extensions.qresync()) {
            heldBack(changes.highestModSequence());
        }
        out.pass();
        return !changes.ended();
    }

    /**
     * What is told of messages that arrive: also the UID (RFC 5465 section 5.1), and mod-sequences
     * where they are due (RFC 7162 section 3.1).
     */
    private static List<FetchItem> items(NotifyWants.Selected wanted, Extensions extensions) {
        var items = new LinkedHashSet<FetchItem>();
        if (!extensions.uidOnly()) {
            items.add(FetchItem.Plain.UID);
        }
        items.addAll(wanted.items());
        if (extensions.condstore()) {
            items.add(FetchItem.Plain.MODSEQ);
        }
        return List.copyOf(items);
    }

    /** Tells of flags before the first message that has them. */
    void newKeywords(OpenMailbox open) throws IOException {
        if (open.hasNewKeywords()) {
            new Selecting(out).flags(open);
        }
    }

    /**
     * A client must not believe that it knows of expunges whose mod-sequence is below that of
     * something that it was told (RFC 7162 section 3.2).
     */
    private void heldBack(long told) {
        out.buffer().text("* OK [HIGHESTMODSEQ ").number(told).text("] Expunges wait").line();
    }

    /** A FETCH response with a message's flags, which nobody asked for. */
    void flags(MailboxView view, MessageInfo message, Extensions extensions) {
        flags(view, message, extensions, false);
    }

    private void flags(
            MailboxView view, MessageInfo message, Extensions extensions, boolean withUid) {
        var buffer = out.buffer();
        begin(buffer, view, message.uid(), extensions);
        if ((withUid || tellsUid(extensions)) && !extensions.uidOnly()) {
            buffer.text("UID ").number(message.uid()).octet(' ');
        }
        buffer.text("FLAGS (");
        write(view, message, extensions);
        buffer.octet(')');
        if (extensions.condstore()) {
            buffer.text(" MODSEQ (").number(message.modSequence()).octet(')');
        }
        buffer.octet(')').line();
    }

    /** Whether a FETCH response that was not asked for has the UID (RFC 9051 section 7.5.2). */
    static boolean tellsUid(Extensions extensions) {
        return extensions.condstore() || extensions.rev2();
    }

    /** The head of a FETCH response, or of UIDFETCH (RFC 9586 section 3.3). */
    static void begin(ResponseBuffer buffer, MailboxView view, long uid, Extensions extensions) {
        if (extensions.uidOnly()) {
            buffer.text("* ").number(uid).text(" UIDFETCH (");
        } else {
            buffer.text("* ").number(view.sequence(uid)).text(" FETCH (");
        }
    }

    /** Flags, without parentheses, {@code \Recent} among them. */
    void write(MailboxView view, MessageInfo message, Extensions extensions) {
        var text = message.flags().equals(Flags.NONE) ? "" : message.flags().toString();
        out.buffer().text(text);
        if (!extensions.rev2() && view.recent().contains(message.uid())) {
            out.buffer().text(text.isEmpty() ? "\\Recent" : " \\Recent");
        }
    }
}
