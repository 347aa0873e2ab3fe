package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.ImapUrl;
import org.mailgauge.imap.Sections.Span;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Part;
import org.mailgauge.mime.Summary;
import org.mailgauge.queue.Content;
import org.mailgauge.store.AccountStore;
import org.mailgauge.store.MailboxName;
import org.mailgauge.store.MailboxStore;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;

/** What URLs name in an account, for CATENATE (RFC 4469). Used by one thread. */
final class UrlSource {
    private final AccountStore account;
    private final @Nullable OpenMailbox open;
    private final ContentReader reader = new ContentReader();

    /**
     * @param open the mailbox that is selected; null for none
     */
    UrlSource(AccountStore account, @Nullable OpenMailbox open) {
        this.account = account;
        this.open = open;
    }

    /**
     * Octets that a URL names.
     *
     * @param partial which of the span's, or of the fields in it; null for all
     */
    record Found(
            Content content,
            Span span,
            FetchItem.Section section,
            FetchItem.@Nullable Partial partial) {}

    /** What a URL names; null when there is no such thing. */
    @Nullable Found find(String text) throws IOException {
        var url = ImapUrl.parse(text).orElse(null);
        if (url == null) {
            return null;
        }
        var mailbox = mailbox(url);
        var content = mailbox == null ? null : mailbox.content(url.uid()).orElse(null);
        if (mailbox == null || content == null) {
            return null;
        }
        var structure = url.section().part().isEmpty() ? null : structure(mailbox, url.uid());
        if (structure == null && !url.section().part().isEmpty()) {
            return null;
        }
        Supplier<Part> known =
                () -> {
                    if (structure == null) {
                        throw new IllegalStateException("no structure");
                    }
                    return structure;
                };
        var span = reader.find(content, url.section(), known);
        return span == null ? null : new Found(content, span, url.section(), url.partial());
    }

    private @Nullable MailboxStore mailbox(ImapUrl url) throws IOException {
        var mailbox = url.mailbox() == null ? selected() : named(url.mailbox());
        if (mailbox == null || url.uidValidity() == 0) {
            return mailbox;
        }
        return mailbox.status()
                .done()
                .filter(status -> status.mailbox().uidValidity() == url.uidValidity())
                .map(_ -> mailbox)
                .orElse(null);
    }

    private @Nullable MailboxStore selected() throws IOException {
        return open == null || !open.rights().has('r') ? null : open.store();
    }

    private @Nullable MailboxStore named(String text) throws IOException {
        return MailboxName.parse(text) instanceof MailboxName.Parsed.Name(var name)
                ? account.mailbox(name).orElse(null)
                : null;
    }

    private static @Nullable Part structure(MailboxStore mailbox, long uid) throws IOException {
        var found = new @Nullable Part[1];
        mailbox.summaries(
                UidSet.of(uid),
                new MailboxStore.SummaryVisitor() {
                    @Override
                    public boolean see(long seen, Summary summary) {
                        found[0] = summary.structure();
                        return false;
                    }

                    @Override
                    public boolean unreadable(long seen) {
                        return false;
                    }
                });
        return found[0];
    }

    /** Reads it all. */
    void copy(Found found, ContentReader.Sink sink) throws IOException {
        if (ContentReader.isOfFields(found.section())) {
            fields(found, sink);
            return;
        }
        var span = found.span();
        var part = ContentReader.part(span.to() - span.from(), found.partial());
        for (long at = part.from(); at < part.to(); ) {
            long from = span.from() + at;
            int count = reader.read(found.content(), from, span.from() + part.to(), true);
            sink.take(reader.octets(), count, at - part.from());
            at += count;
        }
    }

    private void fields(Found found, ContentReader.Sink sink) throws IOException {
        var part = ContentReader.part(Long.MAX_VALUE, found.partial());
        reader.pass(
                found.content(),
                found.span(),
                Passage.of(found.section()),
                true,
                (octets, count, at) -> {
                    int first = Math.clamp(part.from() - at, 0, count);
                    int last = Math.clamp(part.to() - at, 0, count);
                    if (first == 0) {
                        sink.take(octets, last, at - part.from());
                    } else if (first < last) {
                        sink.take(Arrays.copyOfRange(octets, first, last), last - first, 0);
                    }
                });
    }
}
