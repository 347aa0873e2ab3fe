package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.SearchKey;
import org.mailgauge.imap.SequenceSet;
import org.mailgauge.mailbox.SystemFlag;
import org.mailgauge.mailbox.UidSet;
import org.mailgauge.mime.Summary;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A search key, made ready for one mailbox and one moment. It is asked with what is known of a
 * message, first the cheapest, and says whether that is enough. Used by one thread.
 */
public final class Query {

    /** Whether a message is found. */
    public enum Verdict {
        YES,
        NO,
        /** More must be known. */
        OPEN;

        static Verdict of(boolean yes) {
            return yes ? YES : NO;
        }
    }

    /** What fulfils a message. */
    private sealed interface Node {
        record Any() implements Node {}

        record Flag(SystemFlag flag, boolean set) implements Node {}

        record Keyword(String keyword, boolean set) implements Node {}

        record Recent(boolean set) implements Node {}

        /** Made once for each set that a client writes, however often. */
        record In(UidSet numbers, boolean byUid, boolean saved) implements Node {}

        record Octets(boolean larger, long than) implements Node {}

        record ModSequence(long least) implements Node {}

        record EmailId(String id) implements Node {}

        record ThreadId(String id) implements Node {}

        record Day(SearchKey.Day.Of of, SearchKey.Day.Order order, LocalDate day) implements Node {}

        record Within(boolean younger, Instant moment) implements Node {}

        record Enveloped(EnvelopeText.Field field, Needle needle) implements Node {}

        /** As {@link Enveloped}, near ones too. */
        record Near(EnvelopeText.Field field, FuzzyText text) implements Node {}

        record InContent(int term) implements Node {}

        record Not(Node node) implements Node {}

        record Or(Node one, Node other) implements Node {}

        record And(List<Node> nodes) implements Node {}
    }

    private final Node root;
    private final TextKey texts;
    private final ContentScan scan;
    private final SequenceSets sets;
    private final boolean fuzzy;

    private Query(
            Node root, SequenceSets sets, TextKey texts, List<ContentTerm> terms, boolean fuzzy) {
        this.fuzzy = fuzzy;
        this.root = root;
        this.sets = sets;
        this.texts = texts;
        scan = new ContentScan(terms);
    }

    /**
     * Makes a key ready.
     *
     * @param texts what the texts of keys are encoded in
     * @param sets which messages sequence sets mean
     * @param now what OLDER and YOUNGER are against
     * @return empty when a text is malformed in its charset
     */
    public static Optional<Query> of(
            SearchKey key, SearchTexts texts, SequenceSets sets, Instant now) {
        var maker = new Maker(texts, sets, now);
        var root = maker.node(key);
        return maker.malformed
                ? Optional.empty()
                : Optional.of(new Query(root, sets, maker.texts(key), maker.terms, key.isFuzzy()));
    }

    private static final class Maker {
        private final SearchTexts texts;
        private final SequenceSets sets;
        private final Instant now;
        private final List<ContentTerm> terms = new ArrayList<>();
        private final Map<SequenceSet, Node> inNumbers = new HashMap<>();
        private final Map<SequenceSet, Node> inUids = new HashMap<>();
        private boolean malformed;

        /** How many keys that near messages fulfil are around. */
        private int fuzzy;

        Maker(SearchTexts texts, SequenceSets sets, Instant now) {
            this.texts = texts;
            this.sets = sets;
            this.now = now;
        }

        Node node(SearchKey key) {
            return switch (key) {
                case SearchKey.All _ -> new Node.Any();
                case SearchKey.Flag(var flag, var set) -> new Node.Flag(flag, set);
                case SearchKey.Keyword(var word, var set) -> new Node.Keyword(word, set);
                case SearchKey.Recent(var set) -> new Node.Recent(set);
                case SearchKey.Enveloped(var field, var text) ->
                        node(EnvelopeText.Field.of(field), text);
                case SearchKey.Header(var field, var text) -> header(field, text);
                case SearchKey.Body(var text) -> content(ContentTerm.In.BODY, "", text);
                case SearchKey.Text(var text) -> content(ContentTerm.In.TEXT, "", text);
                case SearchKey.Day(var of, var order, var day) -> new Node.Day(of, order, day);
                case SearchKey.SaveDateSupported _ -> new Node.Any();
                case SearchKey.Within(var younger, var seconds) ->
                        new Node.Within(younger, before(seconds));
                case SearchKey.Larger(var octets) -> new Node.Octets(true, octets);
                case SearchKey.Smaller(var octets) -> new Node.Octets(false, octets);
                case SearchKey.Numbers(var numbers) -> in(numbers, false);
                case SearchKey.Uids(var uids) -> in(uids, true);
                case SearchKey.BeyondUid(var after, var uid) ->
                        new Node.In(beyond(after, uid), true, false);
                case SearchKey.ModSequence(var least) -> new Node.ModSequence(least);
                case SearchKey.EmailId(var id) -> new Node.EmailId(id);
                case SearchKey.ThreadId(var id) -> new Node.ThreadId(id);
                case SearchKey.Fuzzy(var inner) -> {
                    fuzzy++;
                    var node = node(inner);
                    fuzzy--;
                    yield node;
                }
                case SearchKey.Not(var inner) -> new Node.Not(node(inner));
                case SearchKey.Or(var one, var other) -> new Node.Or(node(one), node(other));
                case SearchKey.And(var keys) -> and(keys);
            };
        }

        private static UidSet beyond(boolean after, long uid) {
            long first = after ? uid + 1 : 1;
            long last = after ? UidSet.MOST : uid - 1;
            return first > last ? UidSet.NONE : UidSet.range(first, last);
        }

        private Node in(SequenceSet set, boolean byUid) {
            boolean uids = byUid || set.isSaved();
            return (uids ? inUids : inNumbers).computeIfAbsent(set, _ -> newIn(set, uids));
        }

        private Node newIn(SequenceSet set, boolean byUid) {
            var numbers = set.isSaved() ? sets.saved() : sets.numbers(set, byUid);
            return new Node.In(numbers, byUid, set.isSaved());
        }

        /**
         * All of some keys. Those that name messages by numbers become one, and one those by UIDs;
         * what was saved, which may be large, stays as it is.
         */
        private Node and(List<SearchKey> keys) {
            var nodes = new ArrayList<Node>();
            UidSet uids = null;
            UidSet sequences = null;
            boolean saved = false;
            for (var key : keys) {
                var node = node(key);
                if (!(node instanceof Node.In in)) {
                    nodes.add(node);
                } else if (in.saved()) {
                    if (!saved) {
                        nodes.add(in);
                    }
                    saved = true;
                } else if (in.byUid()) {
                    uids = uids == null ? in.numbers() : uids.and(in.numbers());
                } else {
                    sequences = sequences == null ? in.numbers() : sequences.and(in.numbers());
                }
            }
            if (uids != null) {
                nodes.addFirst(new Node.In(uids, true, false));
            }
            if (sequences != null) {
                nodes.addFirst(new Node.In(sequences, false, false));
            }
            return new Node.And(nodes);
        }

        /** What of a key an index can tell. */
        TextKey texts(SearchKey key) {
            return switch (key) {
                case SearchKey.Enveloped(var field, var text) ->
                        having(text, one -> enveloped(EnvelopeText.Field.of(field), one));
                case SearchKey.Header(var field, var text) ->
                        having(text, one -> inField(field, one));
                case SearchKey.Body(var text) -> having(text, TextKey.Body::new);
                case SearchKey.Text(var text) -> having(text, TextKey.Text::new);
                case SearchKey.Fuzzy(var inner) -> {
                    fuzzy++;
                    var known = texts(inner);
                    fuzzy--;
                    yield known;
                }
                case SearchKey.Or(var one, var other) -> new TextKey.Or(texts(one), texts(other));
                case SearchKey.And(var keys) ->
                        new TextKey.And(keys.stream().map(this::texts).toList());
                default -> new TextKey.Any();
            };
        }

        private static TextKey enveloped(EnvelopeText.Field field, String text) {
            return new TextKey.Enveloped(field, text);
        }

        private static TextKey inField(String field, String text) {
            return EnvelopeText.Field.ofText(field)
                    .map(one -> enveloped(one, text))
                    .orElseGet(() -> new TextKey.Header(field, text));
        }

        private TextKey having(String text, Function<String, TextKey> having) {
            var wanted = decoded(text);
            return fuzzy > 0 ? new FuzzyText(wanted).parts(having) : having.apply(wanted);
        }

        private String decoded(String text) {
            return texts.decode(text).orElse("");
        }

        private Instant before(long seconds) {
            long least = Instant.MIN.getEpochSecond();
            return Instant.ofEpochSecond(Math.max(least, now.getEpochSecond() - seconds));
        }

        private Needle needle(String text) {
            var decoded = texts.decode(text);
            malformed |= decoded.isEmpty();
            return new Needle(decoded.orElse(""));
        }

        private Node node(EnvelopeText.Field field, String text) {
            return isNear(text)
                    ? new Node.Near(field, near(text))
                    : new Node.Enveloped(field, needle(text));
        }

        /** The empty text is in all texts. */
        private boolean isNear(String text) {
            return fuzzy > 0 && !text.isEmpty();
        }

        private FuzzyText near(String text) {
            malformed |= texts.decode(text).isEmpty();
            return new FuzzyText(decoded(text));
        }

        /** Fields of which the envelope has the whole text need no content. */
        private Node header(String field, String text) {
            return EnvelopeText.Field.ofText(field)
                    .map(known -> node(known, text))
                    .orElseGet(() -> field(field, text));
        }

        private Node field(String field, String text) {
            return content(ContentTerm.In.FIELD, field, text);
        }

        private Node content(ContentTerm.In in, String field, String text) {
            var needle = needle(text);
            if (in != ContentTerm.In.FIELD && needle.isEmpty()) {
                return new Node.Any();
            }
            terms.add(new ContentTerm(in, field, needle, isNear(text) ? near(text) : null));
            return new Node.InContent(terms.size() - 1);
        }
    }

    /** Which texts it looks for, as an index wants to know it. */
    public TextKey texts() {
        return texts;
    }

    /** Whether near messages are found, too, which are worth more or less. */
    public boolean isFuzzy() {
        return fuzzy;
    }

    /** What it looks for in contents. */
    public ContentScan scan() {
        return scan;
    }

    /** Messages that can be found at most, as far as the key names them. */
    public UidSet among(UidSet all) {
        var some = all;
        for (var node : root instanceof Node.And(var nodes) ? nodes : List.of(root)) {
            if (node instanceof Node.In in) {
                some = some.and(in.byUid() ? in.numbers() : sets.uids(in.numbers()));
            }
        }
        return some;
    }

    /** Whether {@link #among} are found, without looking at any of them. */
    public boolean namesOnly() {
        return isNamed(root)
                || (root instanceof Node.And(var nodes) && nodes.stream().allMatch(Query::isNamed));
    }

    private static boolean isNamed(Node node) {
        return node instanceof Node.Any || node instanceof Node.In;
    }

    /** Whether what stands beside messages tells anything of them. */
    public boolean needsInfo() {
        return needsInfo(root);
    }

    private static boolean needsInfo(Node node) {
        return switch (node) {
            case Node.Enveloped _, Node.Near _, Node.InContent _ -> false;
            case Node.Not(var inner) -> needsInfo(inner);
            case Node.Or(var one, var other) -> needsInfo(one) || needsInfo(other);
            case Node.And(var nodes) -> nodes.stream().anyMatch(Query::needsInfo);
            default -> true;
        };
    }

    /** Whether summaries may tell more than what stands beside a message. */
    public boolean needsSummary() {
        return needsSummary(root);
    }

    private static boolean needsSummary(Node node) {
        return switch (node) {
            case Node.Enveloped _, Node.Near _ -> true;
            case Node.Day(var of, _, _) -> of == SearchKey.Day.Of.SENT;
            case Node.Not(var inner) -> needsSummary(inner);
            case Node.Or(var one, var other) -> needsSummary(one) || needsSummary(other);
            case Node.And(var nodes) -> nodes.stream().anyMatch(Query::needsSummary);
            default -> false;
        };
    }

    /** Whether a message is found. */
    public Verdict on(Facts facts) {
        return on(root, facts);
    }

    /** As deep as keys are within each other. */
    private Verdict on(Node node, Facts facts) {
        return switch (node) {
            case Node.Any _ -> Verdict.YES;
            case Node.Flag(var flag, var set) -> Verdict.of(facts.has(flag) == set);
            case Node.Keyword(var keyword, var set) -> Verdict.of(facts.has(keyword) == set);
            case Node.Recent(var set) -> Verdict.of(facts.recent() == set);
            case Node.In(var numbers, var byUid, _) -> {
                long number = byUid ? facts.uid() : sets.sequence(facts.uid());
                yield Verdict.of(numbers.contains(number));
            }
            case Node.Octets(var larger, var than) ->
                    Verdict.of(larger ? facts.octets() > than : facts.octets() < than);
            case Node.ModSequence(var least) -> Verdict.of(facts.modSequence() >= least);
            case Node.EmailId(var id) -> Verdict.of(facts.emailId().equals(id));
            case Node.ThreadId(var id) -> Verdict.of(facts.threadId().equals(id));
            case Node.Day(var of, var order, var day) -> onDay(of, order, day, facts);
            case Node.Within(var younger, var moment) ->
                    Verdict.of(
                            younger
                                    ? !facts.internalDate().isBefore(moment)
                                    : !facts.internalDate().isAfter(moment));
            case Node.Enveloped(var field, var needle) ->
                    facts.summary() == null
                            ? Verdict.OPEN
                            : Verdict.of(field.has(facts.envelope(), needle));
            case Node.Near(var field, var text) ->
                    facts.summary() == null
                            ? Verdict.OPEN
                            : Verdict.of(score(field, text, facts) > 0);
            case Node.InContent(var term) -> {
                var found = facts.found(term);
                yield found == null ? Verdict.OPEN : Verdict.of(found);
            }
            case Node.Not(var inner) ->
                    switch (on(inner, facts)) {
                        case YES -> Verdict.NO;
                        case NO -> Verdict.YES;
                        case OPEN -> Verdict.OPEN;
                    };
            case Node.Or(var one, var other) -> either(on(one, facts), other, facts);
            case Node.And(var nodes) -> all(nodes, facts);
        };
    }

    private static int score(EnvelopeText.Field field, FuzzyText wanted, Facts facts) {
        var text = field.text(facts.envelope());
        return text == null ? 0 : wanted.score(text);
    }

    /**
     * What a message that is found is worth, 1 to 100 (RFC 6203 section 4): of texts that are
     * looked for near, all of which must be found, the mean, and of alternatives the best; 100
     * where no such text was looked at.
     */
    public int relevancy(Facts facts) {
        int score = score(root, facts);
        return score == 0 ? FuzzyText.EXACT : score;
    }

    /** 0 where nothing is known. */
    private int score(Node node, Facts facts) {
        return switch (node) {
            case Node.Near(var field, var text) ->
                    facts.summary() == null ? 0 : score(field, text, facts);
            case Node.InContent(var term) -> facts.score(term);
            case Node.Or(var one, var other) -> Math.max(score(one, facts), score(other, facts));
            case Node.And(var nodes) ->
                    (int)
                            nodes.stream()
                                    .mapToInt(one -> score(one, facts))
                                    .filter(score -> score > 0)
                                    .average()
                                    .orElse(0);
            default -> 0;
        };
    }

    private Verdict either(Verdict one, Node other, Facts facts) {
        if (one == Verdict.YES) {
            return one;
        }
        var second = on(other, facts);
        return second == Verdict.NO ? one : second;
    }

    private Verdict all(List<Node> nodes, Facts facts) {
        var all = Verdict.YES;
        for (var node : nodes) {
            var one = on(node, facts);
            if (one == Verdict.NO) {
                return one;
            }
            all = one == Verdict.OPEN ? one : all;
        }
        return all;
    }

    private static Verdict onDay(
            SearchKey.Day.Of of, SearchKey.Day.Order order, LocalDate day, Facts facts) {
        if (of == SearchKey.Day.Of.SENT) {
            var summary = facts.summary();
            return summary == null ? Verdict.OPEN : Verdict.of(isSent(order, day, summary));
        }
        var moment = of == SearchKey.Day.Of.SAVED ? facts.saveDate() : facts.internalDate();
        return Verdict.of(is(order, day, moment.atOffset(ZoneOffset.UTC).toLocalDate()));
    }

    /** By the day that the Date field names, in its own zone; without one, never. */
    private static boolean isSent(SearchKey.Day.Order order, LocalDate day, Summary summary) {
        var sent = summary.sent();
        return sent.isPresent() && is(order, day, sent.get().toLocalDate());
    }

    private static boolean is(SearchKey.Day.Order order, LocalDate day, @Nullable LocalDate date) {
        return date != null
                && switch (order) {
                    case BEFORE -> date.isBefore(day);
                    case ON -> date.equals(day);
                    case SINCE -> !date.isBefore(day);
                };
    }
}
