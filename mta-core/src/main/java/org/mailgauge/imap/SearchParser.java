package org.mailgauge.imap;

import org.jspecify.annotations.Nullable;
import org.mailgauge.mailbox.SystemFlag;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Reads SEARCH, SORT, THREAD and ESEARCH. */
final class SearchParser {
    /** Keys within keys. */
    private static final int DEEPEST = 100;

    private static final int MOST_KEYS = 2000;

    /** Octets of a text that is looked for. */
    private static final int LONGEST_TEXT = 1_024;

    private final Cursor in;
    private int depth;
    private int keys;

    private SearchParser(Cursor in) {
        this.in = in;
    }

    static ImapCommand search(Cursor in, boolean uid) {
        in.space();
        var result = result(in);
        var charset = charset(in);
        var key = checked(new SearchParser(in).keys(), result);
        return new ImapCommand.Search(uid, charset, key, result);
    }

    static ImapCommand sort(Cursor in, boolean uid) {
        in.space();
        var result = result(in);
        var criteria = criteria(in);
        in.space();
        var charset = in.astring().toUpperCase(Locale.ROOT);
        in.space();
        var key = checked(new SearchParser(in).keys(), result);
        if (criteria.stream().anyMatch(one -> one.by() == SortCriterion.By.RELEVANCY)) {
            checkFuzzy(key);
        }
        return new ImapCommand.Sort(uid, criteria, charset, key, result);
    }

    /** What is sorted by already makes no difference again: the first of each kind counts. */
    private static List<SortCriterion> criteria(Cursor in) {
        var known = EnumSet.noneOf(SortCriterion.By.class);
        return in.list(() -> SortCriterion.read(in)).stream()
                .filter(criterion -> known.add(criterion.by()))
                .toList();
    }

    static ImapCommand thread(Cursor in, boolean uid) {
        in.space();
        var algorithm = in.word();
        in.space();
        var charset = in.astring().toUpperCase(Locale.ROOT);
        in.space();
        return new ImapCommand.Threads(uid, algorithm, charset, new SearchParser(in).keys());
    }

    static ImapCommand multiple(Cursor in) {
        in.space();
        List<MailboxFilter> filters = List.of();
        if (in.skipWord("IN")) {
            in.space();
            filters = in.distinct(MailboxFilter.MOST, () -> MailboxFilter.read(in));
            in.space();
        }
        var result = result(in);
        var charset = charset(in);
        var key = checked(new SearchParser(in).keys(), result);
        return new ImapCommand.MultiSearch(new SearchSource(filters), charset, key, result);
    }

    /** A key that fits what is to be told. */
    private static SearchKey checked(SearchKey key, @Nullable SearchReturn result) {
        if (result != null && result.options().contains(SearchReturn.Option.RELEVANCY)) {
            checkFuzzy(key);
        }
        return key;
    }

    /** RFC 6203 sections 4 and 6. */
    private static void checkFuzzy(SearchKey key) {
        if (!key.isFuzzy()) {
            throw new SyntaxException("RELEVANCY needs FUZZY");
        }
    }

    private static @Nullable SearchReturn result(Cursor in) {
        if (!in.skipWord("RETURN")) {
            return null;
        }
        in.space();
        var result = SearchReturn.read(in);
        in.space();
        return result;
    }

    private static @Nullable String charset(Cursor in) {
        if (!in.skipWord("CHARSET")) {
            return null;
        }
        in.space();
        var charset = in.astring().toUpperCase(Locale.ROOT);
        in.space();
        return charset;
    }

    /** One key or several, all of which must be fulfilled. */
    private SearchKey keys() {
        var all = new ArrayList<SearchKey>();
        do {
            all.add(key());
        } while (in.skip(' '));
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    private SearchKey key() {
        if (++depth > DEEPEST || ++keys > MOST_KEYS) {
            throw new SyntaxException("Search too complex");
        }
        var key = oneKey();
        depth--;
        return key;
    }

    private SearchKey oneKey() {
        if (in.skip('(')) {
            var inner = keys();
            in.expect(')');
            return inner;
        }
        if (in.isDigit() || in.peek() == '*' || in.peek() == '$') {
            return new SearchKey.Numbers(in.sequenceSet());
        }
        var name = in.word();
        return switch (name) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> flag(SystemFlag.ANSWERED, true);
            case "UNANSWERED" -> flag(SystemFlag.ANSWERED, false);
            case "DELETED" -> flag(SystemFlag.DELETED, true);
            case "UNDELETED" -> flag(SystemFlag.DELETED, false);
            case "DRAFT" -> flag(SystemFlag.DRAFT, true);
            case "UNDRAFT" -> flag(SystemFlag.DRAFT, false);
            case "FLAGGED" -> flag(SystemFlag.FLAGGED, true);
            case "UNFLAGGED" -> flag(SystemFlag.FLAGGED, false);
            case "SEEN" -> flag(SystemFlag.SEEN, true);
            case "UNSEEN" -> flag(SystemFlag.SEEN, false);
            case "RECENT" -> new SearchKey.Recent(true);
            case "OLD" -> new SearchKey.Recent(false);
            case "NEW" ->
                    new SearchKey.And(
                            List.of(new SearchKey.Recent(true), flag(SystemFlag.SEEN, false)));
            case "KEYWORD" -> new SearchKey.Keyword(afterSpace().atom(), true);
            case "UNKEYWORD" -> new SearchKey.Keyword(afterSpace().atom(), false);
            case "BCC", "CC", "FROM", "SUBJECT", "TO" ->
                    new SearchKey.Enveloped(lower(name), text());
            case "HEADER" -> new SearchKey.Header(lower(text()), text());
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            case "BEFORE" -> day(SearchKey.Day.Of.INTERNAL, SearchKey.Day.Order.BEFORE);
            case "ON" -> day(SearchKey.Day.Of.INTERNAL, SearchKey.Day.Order.ON);
            case "SINCE" -> day(SearchKey.Day.Of.INTERNAL, SearchKey.Day.Order.SINCE);
            case "SENTBEFORE" -> day(SearchKey.Day.Of.SENT, SearchKey.Day.Order.BEFORE);
            case "SENTON" -> day(SearchKey.Day.Of.SENT, SearchKey.Day.Order.ON);
            case "SENTSINCE" -> day(SearchKey.Day.Of.SENT, SearchKey.Day.Order.SINCE);
            case "SAVEDBEFORE" -> day(SearchKey.Day.Of.SAVED, SearchKey.Day.Order.BEFORE);
            case "SAVEDON" -> day(SearchKey.Day.Of.SAVED, SearchKey.Day.Order.ON);
            case "SAVEDSINCE" -> day(SearchKey.Day.Of.SAVED, SearchKey.Day.Order.SINCE);
            case "SAVEDATESUPPORTED" -> new SearchKey.SaveDateSupported();
            case "OLDER" -> new SearchKey.Within(false, afterSpace().nonZero());
            case "YOUNGER" -> new SearchKey.Within(true, afterSpace().nonZero());
            case "LARGER" -> new SearchKey.Larger(afterSpace().number64());
            case "SMALLER" -> new SearchKey.Smaller(afterSpace().number64());
            case "UID" -> new SearchKey.Uids(afterSpace().sequenceSet());
            case "UIDAFTER" -> new SearchKey.BeyondUid(true, afterSpace().nonZero());
            case "UIDBEFORE" -> new SearchKey.BeyondUid(false, afterSpace().nonZero());
            case "MODSEQ" -> modSequence();
            case "EMAILID" -> new SearchKey.EmailId(afterSpace().astring());
            case "THREADID" -> new SearchKey.ThreadId(afterSpace().astring());
            case "FUZZY" -> new SearchKey.Fuzzy(inner());
            case "NOT" -> new SearchKey.Not(inner());
            case "OR" -> new SearchKey.Or(inner(), inner());
            default -> throw new SyntaxException("Unknown search key " + name);
        };
    }

    private Cursor afterSpace() {
        in.space();
        return in;
    }

    private String text() {
        var text = afterSpace().astring();
        if (text.length() > LONGEST_TEXT) {
            throw new SyntaxException("More than " + LONGEST_TEXT + " octets to be found");
        }
        return text;
    }

    private SearchKey inner() {
        in.space();
        return key();
    }

    private static SearchKey flag(SystemFlag flag, boolean set) {
        return new SearchKey.Flag(flag, set);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private SearchKey day(SearchKey.Day.Of of, SearchKey.Day.Order order) {
        in.space();
        return new SearchKey.Day(of, order, date());
    }

    private LocalDate date() {
        var text = in.astring();
        var date = ImapDates.date(text);
        if (date == null) {
            throw new SyntaxException("Date expected");
        }
        return date;
    }

    /** {@code MODSEQ [entry-name entry-type] number}: all flags have one mod-sequence here. */
    private SearchKey modSequence() {
        in.space();
        if (in.peek() == '"') {
            in.string();
            in.space();
            var type = in.word();
            if (!List.of("PRIV", "SHARED", "ALL").contains(type)) {
                throw new SyntaxException("PRIV, SHARED or ALL expected");
            }
            in.space();
        }
        return new SearchKey.ModSequence(in.number64());
    }
}
