package org.mailgauge.mailaccess;

import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.FetchItem;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.Paging;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;
import org.mailgauge.observe.ServiceEvent;
import org.mailgauge.store.MailboxStore;
import org.mailgauge.store.Summaries;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** FETCH and UID FETCH (RFC 9051 section 6.4.5, RFC 7162 section 3.1.4). */
final class Fetching {
    /** Summaries that are kept at a time where they are told from the last one back. */
    private static final int SUMMARIES = 100;

    private final Output out;
    private final Extensions extensions;
    private final ServiceEvent.Observer observer;

    Fetching(Output out, Extensions extensions, ServiceEvent.Observer observer) {
        this.out = out;
        this.extensions = extensions;
        this.observer = observer;
    }

    ImapReply fetch(OpenMailbox open, ImapCommand.Fetch fetch, MessageLimit limit)
            throws IOException {
        var view = open.view();
        var uids = open.uids(fetch.messages(), fetch.uid());
        if (uids == null) {
            return ImapReply.bad("No such message");
        }
        var paging = fetch.partial();
        if (paging != null && !fetch.uid()) {
            return ImapReply.bad("PARTIAL needs UID FETCH");
        }
        if (paging != null && limit.excludes(paging.size())) {
            return Limited.refusal(limit);
        }
        if (paging != null) {
            uids = page(uids, paging);
        }
        if (fetch.changedSince() >= 0) {
            uids = uids.and(view.changedSince(fetch.changedSince()));
        }
        if (fetch.vanished() && !extensions.qresync()) {
            return ImapReply.bad("QRESYNC is not enabled");
        }
        if (fetch.vanished()) {
            vanished(open, fetch);
        }
        var some = Limited.of(limit, uids);
        return some.told(tell(open, some, items(fetch), marks(open)), out);
    }

    /**
     * Tells of some messages, and in what it fails.
     *
     * @param reads whether the user reads what is told of contents
     */
    ImapReply tell(OpenMailbox open, UidSet uids, List<FetchItem> items, boolean reads)
            throws IOException {
        return tell(open, Limited.all(uids), items, reads);
    }

    private ImapReply tell(OpenMailbox open, Limited some, List<FetchItem> items, boolean reads)
            throws IOException {
        var trouble = new FetchTrouble();
        var telling = new MessageTelling(out, extensions, open.view(), items, trouble, observer);
        if (telling.needsContent()) {
            boolean marks = reads && items.stream().anyMatch(BodyTelling::marksSeen);
            new BodyFetching(open, telling, marks).fetch(some);
        } else if (telling.needsSummary()) {
            if (some.isPart()) {
                summariesBack(open, some, telling);
            } else {
                summaries(open, some.uids(), telling);
            }
        } else {
            some.visit(
                    open.view(),
                    some.uids(),
                    message -> {
                        telling.tell(message, null, null, false);
                        return true;
                    });
        }
        return trouble.reply();
    }

    /** Those of some messages that a page has (RFC 9394 section 3.3). */
    static UidSet page(UidSet uids, Paging paging) {
        long size = uids.size();
        boolean back = paging.first() < 0;
        long first = back ? size + 1 + paging.last() : paging.first();
        long last = back ? size + 1 + paging.first() : paging.last();
        long before = 0;
        var page = new UidSet.Builder();
        for (int i = 0; i < uids.ranges() && before < last; i++) {
            long count = uids.last(i) - uids.first(i) + 1;
            long from = Math.max(first - before, 1);
            long to = Math.min(last - before, count);
            if (from <= to) {
                page.range(uids.first(i) + from - 1, uids.first(i) + to - 1);
            }
            before += count;
        }
        return page.build();
    }

    /** Whether contents that are fetched have been seen then (RFC 4314 section 4). */
    private static boolean marks(OpenMailbox open) throws IOException {
        return !open.readOnly() && open.rights().has('s');
    }

    /** Tells what was made of contents when they arrived, by UID. */
    private static void summaries(OpenMailbox open, UidSet uids, MessageTelling telling)
            throws IOException {
        var missing = new AtomicLong(uids.size());
        open.store()
                .summaries(
                        uids,
                        new MailboxStore.SummaryVisitor() {
                            @Override
                            public boolean see(long uid, Summary summary) throws IOException {
                                missing.decrementAndGet();
                                var message = open.view().message(uid);
                                if (message.isPresent()) {
                                    telling.tell(message.get(), summary, null, false);
                                }
                                return true;
                            }

                            @Override
                            public boolean unreadable(long uid) {
                                missing.decrementAndGet();
                                telling.trouble().damaged();
                                return true;
                            }
                        });
        if (missing.get() > 0) {
            telling.trouble().vanished();
        }
    }

    /** The same, from the last message back. */
    private static void summariesBack(OpenMailbox open, Limited some, MessageTelling telling)
            throws IOException {
        for (var portion : some.portions(SUMMARIES)) {
            var missing = new AtomicLong(portion.size());
            var summaries =
                    Summaries.of(
                            open.store(),
                            portion.stream().boxed().toList(),
                            _ -> {
                                missing.decrementAndGet();
                                telling.trouble().damaged();
                            });
            some.visit(
                    open.view(),
                    portion,
                    message -> {
                        var summary = summaries.get(message.uid());
                        if (summary != null) {
                            missing.decrementAndGet();
                            telling.tell(message, summary, null, false);
                        }
                        return true;
                    });
            if (missing.get() > 0) {
                telling.trouble().vanished();
            }
        }
    }

    private void vanished(OpenMailbox open, ImapCommand.Fetch fetch) throws IOException {
        var asked = fetch.messages().numbers(UidSet.MOST);
        var vanished = open.view().vanishedSince(fetch.changedSince()).and(asked);
        if (!vanished.isEmpty()) {
            out.buffer().text("* VANISHED (EARLIER) ").text(vanished.toString()).line();
            out.pass();
        }
    }

    /** What is told of each: also the UID of UID FETCH, and mod-sequences where they are due. */
    private List<FetchItem> items(ImapCommand.Fetch fetch) {
        var items = new ArrayList<FetchItem>();
        if (fetch.uid() && !extensions.uidOnly() && !fetch.items().contains(FetchItem.Plain.UID)) {
            items.add(FetchItem.Plain.UID);
        }
        items.addAll(fetch.items());
        boolean due =
                fetch.changedSince() >= 0
                        || (extensions.condstore() && items.contains(FetchItem.Plain.FLAGS));
        if (due && !items.contains(FetchItem.Plain.MODSEQ)) {
            items.add(FetchItem.Plain.MODSEQ);
        }
        return items;
    }
}
