package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.Extension;
import org.mailgauge.imap.Extensions;
import org.mailgauge.imap.ImapCommand;
import org.mailgauge.imap.ImapReply;
import org.mailgauge.imap.MessageLimit;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.imap.SearchReturn;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.port.Time;
import org.mailgauge.search.Query;
import org.mailgauge.search.SearchTexts;
import org.mailgauge.search.SequenceSets;
import org.mailgauge.store.MailboxView;
import org.mailgauge.store.MessageInfo;

import java.io.IOException;
import java.util.Set;

/** SEARCH and UID SEARCH (RFC 9051 section 6.4.4, RFC 3501 section 6.4.4, RFC 4731, RFC 5182). */
final class Searching {
    private static final SearchReturn ALL = new SearchReturn(Set.of(SearchReturn.Option.ALL), null);

    private final Finder finder;
    private final RowMemory memory;
    private final Output out;
    private final Time time;
    private final Extensions extensions;
    private final String tag;

    Searching(
            Finder finder,
            RowMemory memory,
            Output out,
            Time time,
            Extensions extensions,
            String tag) {
        this.finder = finder;
        this.memory = memory;
        this.out = out;
        this.time = time;
        this.extensions = extensions;
        this.tag = tag;
    }

    ImapReply search(OpenMailbox open, ImapCommand.Search search, MessageLimit limit)
            throws IOException {
        // RFC 9755 section 3; SORT and THREAD cannot do without naming one.
        if (search.charset() != null && extensions.enabled().contains(Extension.UTF8)) {
            return ImapReply.bad("All texts are UTF-8 now");
        }
        var refusal = refusal(open, search.charset(), search.key(), search.result());
        if (refusal != null) {
            return refusal;
        }
        var query = query(open, search.charset(), search.key(), search.result());
        var among = Limited.of(limit, query.among(open.view().uids()));
        var found = finder.find(open.store(), open.view(), query, among.uids());
        try (var _ = share(found.uids())) {
            var uids = found.uids().toArray();
            boolean classical = search.result() == null && !extensions.rev2();
            if (classical && among.isPart()) {
                turnRound(uids);
            }
            var answer = answer(open, uids, search.uid(), search.key(), found);
            if (classical) {
                answer.classical("SEARCH", out);
            } else {
                tell(open, answer, search.uid(), search.result());
            }
        } catch (RowMemory.TakenException _) {
            return tooMany();
        }
        return among.told(searched(found.unreadable(), "Searched"), out);
    }

    private static void turnRound(long[] uids) {
        for (int i = 0, j = uids.length - 1; i < j; i++, j--) {
            long uid = uids[i];
            uids[i] = uids[j];
            uids[j] = uid;
        }
    }

    /**
     * Why a key cannot be looked for; null when it can. What was saved is forgotten when a command
     * that saves is refused with NO (RFC 5182 section 2.1), and stays with BAD.
     *
     * @param open null when no mailbox is
     */
    @Nullable ImapReply refusal(
            @Nullable OpenMailbox open,
            @Nullable String charset,
            SearchKey key,
            @Nullable SearchReturn result) {
        var texts = SearchTexts.of(charset);
        if (texts.isEmpty()) {
            if (open != null && saves(result)) {
                open.save(UidSet.NONE);
            }
            return ImapReply.no("BADCHARSET (" + SearchTexts.KNOWN + ")", "Charset is not known");
        }
        var nothing = Query.of(key, texts.get(), SequenceSets.NONE, time.wall());
        return nothing.isEmpty() ? ImapReply.bad("A text is not in its charset") : null;
    }

    /**
     * A key, for a mailbox; it must have been found right. What was saved is forgotten when the
     * result is to be saved: it is not there if the search fails (RFC 5182 section 2.1).
     */
    Query query(
            OpenMailbox open,
            @Nullable String charset,
            SearchKey key,
            @Nullable SearchReturn result) {
        var query =
                SearchTexts.of(charset)
                        .flatMap(texts -> Query.of(key, texts, open, time.wall()))
                        .orElseThrow();
        if (saves(result)) {
            open.save(UidSet.NONE);
        }
        return query;
    }

    static boolean saves(@Nullable SearchReturn result) {
        return result != null && result.options().contains(SearchReturn.Option.SAVE);
    }

    /**
     * @param unreadable how many messages could not be read
     */
    static ImapReply searched(int unreadable, String text) {
        return ImapReply.ok(
                unreadable == 0 ? text : text + ", but " + unreadable + " messages cannot be read");
    }

    /** Memory for an answer, until the client has taken it. */
    RowMemory.Share share(UidSet found) throws RowMemory.TakenException {
        var share = memory.share();
        share.take(SearchAnswer.OCTETS * found.size());
        return share;
    }

    static ImapReply tooMany() {
        return ImapReply.no("LIMIT", "Too many messages are found at once");
    }

    /** What is to be told of messages, in their order. */
    SearchAnswer answer(
            OpenMailbox open, long[] uids, boolean byUid, SearchKey key, Finder.Found found)
            throws IOException {
        var view = open.view();
        var numbers = byUid ? uids : sequences(view, uids);
        return new SearchAnswer(
                uids,
                numbers,
                key.hasModSequence() ? modSequences(view, uids) : null,
                at -> found.relevancies().of(view.sequence(uids[at])));
    }

    /** Neighbours mostly follow each other, in an answer as in the mailbox. */
    private static long[] sequences(MailboxView view, long[] uids) {
        var sequences = new long[uids.length];
        int before = 0;
        for (int i = 0; i < uids.length; i++) {
            boolean follows = before < view.messages() && view.uid(before + 1) == uids[i];
            before = follows ? before + 1 : view.sequence(uids[i]);
            sequences[i] = before;
        }
        return sequences;
    }

    private static long[] modSequences(MailboxView view, long[] uids) throws IOException {
        var all = new long[uids.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = view.message(uids[i]).map(MessageInfo::modSequence).orElse(0L);
        }
        return all;
    }

    /** Saves what was found, when that is asked for, and tells it. */
    void tell(OpenMailbox open, SearchAnswer answer, boolean uid, @Nullable SearchReturn result)
            throws ClientGoneException {
        save(open, answer, result);
        answer.extended(tag, _ -> {}, uid, result == null ? ALL : result, out);
    }

    /** As {@link #tell}, and says of which mailbox that is. */
    void tellOf(OpenMailbox open, SearchAnswer answer, @Nullable SearchReturn result)
            throws ClientGoneException {
        save(open, answer, result);
        answer.extended(
                tag,
                buffer -> {
                    buffer.text(" MAILBOX ");
                    Names.write(buffer, open.place().shown(), extensions);
                    buffer.text(" UIDVALIDITY ").number(open.view().uidValidity());
                },
                true,
                result == null ? ALL : result,
                out);
    }

    private static void save(OpenMailbox open, SearchAnswer answer, @Nullable SearchReturn result) {
        if (result != null && saves(result)) {
            open.save(answer.saved(result));
        }
    }
}
