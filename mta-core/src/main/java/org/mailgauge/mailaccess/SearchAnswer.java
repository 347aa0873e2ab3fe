package org.mailgauge.mailaccess;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.ImapText;
import org.mailgauge.imap.Paging;
import org.mailgauge.imap.ResponseBuffer;
import org.mailgauge.imap.SearchReturn;
import org.mailgauge.imap.SearchReturn.Option;
import org.mailgauge.mailbox.UidSet;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What SEARCH and SORT tell of what was found (RFC 9051 section 7.3.4, RFC 4731, RFC 5267, RFC
 * 6203, RFC 9394).
 *
 * @param uids of the messages in their order
 * @param numbers as the client names them, in the same order
 * @param modSequences of them, in the same order, when the key asked for them; null else
 * @param relevancy what the message is worth that stands at a place
 */
record SearchAnswer(
        long[] uids, long[] numbers, long @Nullable [] modSequences, IntUnaryOperator relevancy) {
    /** Octets of memory that each message takes in it, at most. */
    static final long OCTETS = 3 * Long.BYTES;

    /** Numbers of a response that are gathered before they are sent. */
    private static final int SOME = 500;

    /** The places of what is told: of all, or only of the ends and a part. */
    private IntStream told(SearchReturn wanted) {
        var options = wanted.options();
        boolean worth = options.contains(Option.RELEVANCY) && wanted.partial() == null;
        if (worth
                || options.contains(Option.ALL)
                || options.contains(Option.COUNT)
                || onlySaved(wanted)) {
            return IntStream.range(0, uids.length);
        }
        var some = IntStream.builder();
        if (options.contains(Option.MIN) && uids.length > 0) {
            some.add(0);
        }
        if (options.contains(Option.MAX) && uids.length > 0) {
            some.add(uids.length - 1);
        }
        if (wanted.partial() != null) {
            part(wanted.partial()).forEach(some::add);
        }
        return some.build();
    }

    private static boolean onlySaved(SearchReturn wanted) {
        return wanted.partial() == null && wanted.options().equals(Set.of(Option.SAVE));
    }

    /** What SAVE keeps (RFC 5182 section 2.4): what is told, or all when nothing is. */
    UidSet saved(SearchReturn wanted) {
        return UidSet.of(told(wanted).mapToLong(at -> uids[at]).toArray());
    }

    /** The classical answer, as {@code * SEARCH 1 2 3}. */
    void classical(String name, Output out) throws ClientGoneException {
        var buffer = out.buffer();
        buffer.text("* ").text(name);
        for (int i = 0; i < numbers.length; i++) {
            buffer.octet(' ').number(numbers[i]);
            if (i % SOME == SOME - 1) {
                out.pass();
            }
        }
        long highest = highest(IntStream.range(0, uids.length));
        if (highest > 0) {
            buffer.text(" (MODSEQ ").number(highest).octet(')');
        }
        buffer.line();
        out.pass();
    }

    /**
     * The extended answer; none when only SAVE is asked for.
     *
     * @param correlators writes what stands behind the tag, with a blank before it
     */
    void extended(
            String tag,
            Consumer<ResponseBuffer> correlators,
            boolean uid,
            SearchReturn wanted,
            Output out)
            throws ClientGoneException {
        if (onlySaved(wanted)) {
            return;
        }
        var options = wanted.options();
        var buffer = out.buffer();
        buffer.text("* ESEARCH (TAG ").text(ImapText.quoted(tag));
        correlators.accept(buffer);
        buffer.text(uid ? ") UID" : ")");
        boolean any = numbers.length > 0;
        if (any && options.contains(Option.MIN)) {
            buffer.text(" MIN ").number(numbers[0]);
        }
        if (any && options.contains(Option.MAX)) {
            buffer.text(" MAX ").number(numbers[numbers.length - 1]);
        }
        if (any && options.contains(Option.ALL)) {
            buffer.text(" ALL ");
            set(numbers, out);
        }
        if (options.contains(Option.COUNT)) {
            buffer.text(" COUNT ").number(numbers.length);
        }
        if (wanted.partial() != null) {
            partial(wanted.partial(), out);
        }
        if (options.contains(Option.RELEVANCY)) {
            relevancies(wanted, out);
        }
        long highest = highest(told(wanted));
        if (highest > 0) {
            buffer.text(" MODSEQ ").number(highest);
        }
        buffer.line();
        out.pass();
    }

    /** Of a part of the messages, when one is told; else of all, told or not. */
    private void relevancies(SearchReturn wanted, Output out) throws ClientGoneException {
        var paging = wanted.partial();
        var places = paging == null ? IntStream.range(0, uids.length) : part(paging);
        var buffer = out.buffer();
        buffer.text(" RELEVANCY (");
        int count = 0;
        for (var at = places.iterator(); at.hasNext(); ) {
            buffer.text(count == 0 ? "" : " ").number(relevancy.applyAsInt(at.nextInt()));
            if (++count % SOME == 0) {
                out.pass();
            }
        }
        buffer.octet(')');
    }

    private void partial(Paging paging, Output out) throws ClientGoneException {
        var part = part(paging).mapToLong(at -> numbers[at]).toArray();
        out.buffer().text(" PARTIAL (").text(paging.toString()).octet(' ');
        if (part.length == 0) {
            out.buffer().nil();
        } else {
            set(part, out);
        }
        out.buffer().octet(')');
    }

    /** The places of a part, which may be counted from the end. */
    private IntStream part(Paging paging) {
        int all = uids.length;
        long first = paging.first() > 0 ? paging.first() : all + 1 + paging.last();
        long last = paging.first() > 0 ? paging.last() : all + 1 + paging.first();
        int from = (int) Math.clamp(first - 1, 0L, all);
        return IntStream.range(from, Math.clamp(last, from, all));
    }

    private long highest(IntStream places) {
        var all = modSequences;
        return all == null ? 0 : places.mapToLong(at -> all[at]).max().orElse(0);
    }

    /** A sequence set that keeps the order. */
    private static void set(long[] numbers, Output out) throws ClientGoneException {
        var buffer = out.buffer();
        int ranges = 0;
        for (int i = 0; i < numbers.length; ) {
            int end = i + 1;
            while (end < numbers.length && numbers[end] == numbers[end - 1] + 1) {
                end++;
            }
            buffer.text(i == 0 ? "" : ",").number(numbers[i]);
            if (end - i > 1) {
                buffer.octet(':').number(numbers[end - 1]);
            }
            i = end;
            if (++ranges % SOME == 0) {
                out.pass();
            }
        }
    }
}
