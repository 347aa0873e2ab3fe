package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.EnvelopeFormat;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.ImapDates;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.StructureFormat;
import org.mailgauge.mime.Summary;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.queue.Content;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;

import java.util.List;

/** Writes the FETCH responses of one command, one message after the other. Used by one thread. */
final class MessageTelling {
    private final Output out;
    private final Extensions extensions;
    private final MailboxView view;
    private final List<FetchItem> items;
    private final FetchTrouble trouble;
    private final ServiceEvent.Observer observer;
    private final @Nullable BodyTelling bodies;

    MessageTelling(
            Output out,
            Extensions extensions,
            MailboxView view,
            List<FetchItem> items,
            FetchTrouble trouble,
            ServiceEvent.Observer observer) {
        this.out = out;
        this.extensions = extensions;
        this.view = view;
        this.items = items;
        this.trouble = trouble;
        this.observer = observer;
        bodies = needsContent() ? new BodyTelling(out, items, trouble) : null;
    }

    FetchTrouble trouble() {
        return trouble;
    }

    /** Whether contents are to be opened. */
    boolean needsContent() {
        return items.stream().anyMatch(BodyTelling::isBody);
    }

    /** Whether what was made of contents when they arrived is wanted. */
    boolean needsSummary() {
        return items.stream()
                .anyMatch(item -> isOfSummary(item) || BodyTelling.needsStructure(item));
    }

    private static boolean isOfSummary(FetchItem item) {
        return item == FetchItem.Plain.ENVELOPE
                || item == FetchItem.Plain.BODY
                || item == FetchItem.Plain.BODYSTRUCTURE
                || item == FetchItem.Plain.PREVIEW
                || item == FetchItem.Plain.PREVIEW_LAZY;
    }

    /**
     * Tells of one message.
     *
     * @param summary null when no item needs it
     * @param content null when no item needs it
     * @param changed whether its flags are told in any case, since the command has changed them
     */
    void tell(
            MessageInfo message,
            @Nullable Summary summary,
            @Nullable Content content,
            boolean changed)
            throws ClientGoneException {
        var buffer = out.buffer();
        Telling.begin(buffer, view, message.uid(), extensions);
        if (bodies != null && content != null) {
            bodies.begin(content, summary);
        }
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                buffer.octet(' ');
            }
            tell(message, summary, items.get(i), i);
            out.pass();
        }
        if (changed) {
            alsoChanged(message, buffer);
        }
        buffer.octet(')').line();
        out.pass();
        if (bodies != null && bodies.toldWhole()) {
            observer.tell(new ServiceEvent.Retrieved(message.octets()));
        }
    }

    /** What must be told of flags that were changed, and was not asked for. */
    private void alsoChanged(MessageInfo message, ResponseBuffer buffer) {
        if (!items.contains(FetchItem.Plain.FLAGS)) {
            tell(message, FetchItem.Plain.FLAGS, buffer.octet(' '));
        }
        if (extensions.condstore() && !items.contains(FetchItem.Plain.MODSEQ)) {
            tell(message, FetchItem.Plain.MODSEQ, buffer.octet(' '));
        }
    }

    private void tell(MessageInfo message, @Nullable Summary summary, FetchItem item, int index)
            throws ClientGoneException {
        if (bodies != null && BodyTelling.isBody(item)) {
            bodies.tell(index);
        } else if (summary != null && isOfSummary(item)) {
            tell(summary, item, out.buffer());
        } else if (item instanceof FetchItem.Plain plain) {
            tell(message, plain, out.buffer());
        }
    }

    private static void tell(Summary summary, FetchItem item, ResponseBuffer buffer) {
        if (item == FetchItem.Plain.ENVELOPE) {
            buffer.text("ENVELOPE ");
            EnvelopeFormat.write(buffer, summary.envelope());
        } else if (item == FetchItem.Plain.BODY) {
            buffer.text("BODY ");
            StructureFormat.write(buffer, summary.structure(), false);
        } else if (item == FetchItem.Plain.BODYSTRUCTURE) {
            buffer.text("BODYSTRUCTURE ");
            StructureFormat.write(buffer, summary.structure(), true);
        } else {
            buffer.text("PREVIEW ").nstring(summary.preview().orElse(null));
        }
    }

    private void tell(MessageInfo message, FetchItem.Plain item, ResponseBuffer buffer) {
        switch (item) {
            case FLAGS -> {
                buffer.text("FLAGS (");
                new Telling(out).write(view, message, extensions);
                buffer.octet(')');
            }
            case INTERNALDATE ->
                    buffer.text("INTERNALDATE \"")
                            .text(ImapDates.dateTime(message.internalDate()))
                            .octet('"');
            case RFC822_SIZE -> buffer.text("RFC822.SIZE ").number(message.octets());
            case UID -> buffer.text("UID ").number(message.uid());
            case MODSEQ -> buffer.text("MODSEQ (").number(message.modSequence()).octet(')');
            case EMAILID -> buffer.text("EMAILID (").text(message.emailId().text()).octet(')');
            case THREADID -> buffer.text("THREADID (").text(message.threadId().text()).octet(')');
            case SAVEDATE ->
                    buffer.text("SAVEDATE \"")
                            .text(ImapDates.dateTime(message.saveDate()))
                            .octet('"');
            case ENVELOPE,
                    BODY,
                    BODYSTRUCTURE,
                    PREVIEW,
                    PREVIEW_LAZY,
                    RFC822,
                    RFC822_HEADER,
                    RFC822_TEXT ->
                    throw new IllegalStateException(item + " without a summary or content");
        }
    }
}
