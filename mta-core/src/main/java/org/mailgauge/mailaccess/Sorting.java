package org.mailgauge.mailaccess;

import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.search.SortKeys;
import org.mailgauge.search.ThreadRows;
import org.mailgauge.search.Threadable;
import org.mailgauge.search.Threads;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** SORT and THREAD (RFC 5256, RFC 5267, RFC 5957): what was found, in another order. */
final class Sorting {
    /** Octets of an answer that are sent at a time. */
    private static final int PIECE = 8 << 10;

    private final Searching searching;
    private final Finder finder;
    private final RowMemory memory;
    private final Output out;

    Sorting(Searching searching, Finder finder, RowMemory memory, Output out) {
        this.searching = searching;
        this.finder = finder;
        this.memory = memory;
        this.out = out;
    }

    ImapReply sort(OpenMailbox open, ImapCommand.Sort sort, MessageLimit limit) throws IOException {
        var refusal = searching.refusal(open, sort.charset(), sort.key(), sort.result());
        if (refusal != null) {
            return refusal;
        }
        var query = searching.query(open, sort.charset(), sort.key(), sort.result());
        var among = query.among(open.view().uids());
        if (limit.excludes(among.size())) {
            return Limited.refusal(limit);
        }
        var found = finder.find(open.store(), open.view(), query, among);
        try (var share = memory.share()) {
            var uids = sorted(open, found, sort, share);
            share.keep(SearchAnswer.OCTETS * uids.length);
            var answer = searching.answer(open, uids, sort.uid(), sort.key(), found);
            if (sort.result() == null) {
                answer.classical("SORT", out);
            } else {
                searching.tell(open, answer, sort.uid(), sort.result());
            }
        } catch (RowMemory.TakenException _) {
            return ImapReply.no("LIMIT", "Too many messages are sorted at once");
        }
        return Searching.searched(found.unreadable(), "Sorted");
    }

    private long[] sorted(
            OpenMailbox open, Finder.Found found, ImapCommand.Sort sort, RowMemory.Share share)
            throws IOException {
        var keys = keys(open, found, sort, share);
        keys.sort(SortKeys.order(sort.criteria()));
        return keys.stream().mapToLong(key -> open.view().uid((int) key.number())).toArray();
    }

    private List<SortKeys> keys(
            OpenMailbox open, Finder.Found found, ImapCommand.Sort sort, RowMemory.Share share)
            throws IOException {
        var keys = new ArrayList<SortKeys>();
        var view = open.view();
        if (sort.criteria().stream().anyMatch(SortKeys::needSummary)) {
            finder.summaries(
                    open.store(),
                    view,
                    found.uids(),
                    (facts, summary) -> {
                        int number = view.sequence(facts.uid());
                        facts.relevancy(found.relevancies().of(number));
                        var key = SortKeys.of(number, sort.criteria(), facts, summary);
                        share.take(key.octets());
                        keys.add(key);
                    });
        } else {
            view.visit(
                    found.uids(),
                    info -> {
                        int number = view.sequence(info.uid());
                        var facts = new MessageFacts(info, false);
                        facts.relevancy(found.relevancies().of(number));
                        var key = SortKeys.of(number, sort.criteria(), facts, null);
                        share.take(key.octets());
                        return keys.add(key);
                    });
        }
        return keys;
    }

    ImapReply thread(OpenMailbox open, ImapCommand.Threads thread, MessageLimit limit)
            throws IOException {
        var algorithm = Threads.Algorithm.of(thread.algorithm());
        if (algorithm.isEmpty()) {
            return ImapReply.bad("Unknown threading algorithm");
        }
        var refusal = searching.refusal(open, thread.charset(), thread.key(), null);
        if (refusal != null) {
            return refusal;
        }
        var query = searching.query(open, thread.charset(), thread.key(), null);
        var among = query.among(open.view().uids());
        if (limit.excludes(among.size())) {
            return Limited.refusal(limit);
        }
        var found = finder.find(open.store(), open.view(), query, among);
        try (var share = memory.share()) {
            var answer = new ResponseBuffer(new byte[PIECE]);
            write(
                    Threads.of(algorithm.get(), messages(open, found.uids(), thread.uid(), share)),
                    answer);
            share.keep(answer.length());
            tell(answer);
        } catch (RowMemory.TakenException _) {
            return ImapReply.no("LIMIT", "Too many messages are threaded at once");
        }
        return Searching.searched(found.unreadable(), "Threaded");
    }

    private ThreadRows messages(OpenMailbox open, UidSet uids, boolean byUid, RowMemory.Share share)
            throws IOException {
        var messages = new ThreadRows();
        var view = open.view();
        finder.summaries(
                open.store(),
                view,
                uids,
                (facts, summary) -> {
                    long number = byUid ? facts.uid() : view.sequence(facts.uid());
                    var message = Threadable.of(number, facts.internalDate(), summary);
                    share.take(messages.add(message));
                });
        return messages;
    }

    private static void write(Threads threads, ResponseBuffer answer) {
        answer.text(threads.size() == 0 ? "* THREAD" : "* THREAD ");
        for (int i = 0; i < threads.size(); i++) {
            threads.write(i, answer);
        }
        answer.line();
    }

    /** Sends what is all that is left of the threads: a client may take its time. */
    private void tell(ResponseBuffer answer) throws ClientGoneException {
        for (int at = 0; at < answer.length(); at += PIECE) {
            out.buffer().octets(answer.octets(), at, Math.min(PIECE, answer.length() - at));
            out.pass();
        }
    }
}
