package org.mailgauge.search;

import org.jspecify.annotations.Nullable;
import org.mailgauge.imap.SortCriterion;
import org.mailgauge.mime.EncodedWords;
import org.mailgauge.mime.HeaderAddress;
import org.mailgauge.mime.Summary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What a message is sorted by (RFC 5256 section 3, RFC 5957): one value for each criterion, a text
 * that is folded by {@link Casemap} or a number.
 *
 * @param number of the message, in the order of the mailbox: what else is equal stands in that
 */
public record SortKeys(long number, List<Key> keys) {

    /** A value. */
    public sealed interface Key {
        record Text(byte[] folded) implements Key {}

        record Figure(long number) implements Key {}
    }

    public SortKeys {
        keys = List.copyOf(keys);
    }

    /** What it takes of memory, about, with all that sorting needs. */
    public long octets() {
        long octets = 128;
        for (var key : keys) {
            octets += 48 + (key instanceof Key.Text(var folded) ? folded.length : 0);
        }
        return octets;
    }

    /** Whether summaries are needed for a criterion. */
    public static boolean needSummary(SortCriterion criterion) {
        return criterion.by() != SortCriterion.By.ARRIVAL
                && criterion.by() != SortCriterion.By.SIZE
                && criterion.by() != SortCriterion.By.RELEVANCY;
    }

    /**
     * The keys of a message.
     *
     * @param summary of the message; may be absent when no criterion needs it
     * @throws IllegalArgumentException when one does
     */
    public static SortKeys of(
            long number, List<SortCriterion> criteria, Facts facts, @Nullable Summary summary) {
        return new SortKeys(
                number,
                criteria.stream().map(criterion -> key(criterion.by(), facts, summary)).toList());
    }

    private static Key key(SortCriterion.By by, Facts facts, @Nullable Summary summary) {
        return switch (by) {
            case ARRIVAL -> new Key.Figure(facts.internalDate().getEpochSecond());
            case SIZE -> new Key.Figure(facts.octets());
            case RELEVANCY -> new Key.Figure(-facts.relevancy());
            case DATE -> new Key.Figure(sent(facts, known(summary)));
            case SUBJECT -> subject(facts);
            case CC -> text(local(facts.envelope().cc()));
            case FROM -> text(local(facts.envelope().from()));
            case TO -> text(local(facts.envelope().to()));
            case DISPLAYFROM -> text(display(facts.envelope().from()));
            case DISPLAYTO -> text(display(facts.envelope().to()));
        };
    }

    private static Summary known(@Nullable Summary summary) {
        if (summary == null) {
            throw new IllegalArgumentException("no summary");
        }
        return summary;
    }

    /** The Date field's moment, to the second; the internal date where there is none. */
    static long sent(Facts facts, Summary summary) {
        return summary.sent()
                .map(sent -> sent.toEpochSecond())
                .orElseGet(() -> facts.internalDate().getEpochSecond());
    }

    private static Key subject(Facts facts) {
        var subject = facts.envelope().subject();
        return text(subject == null ? "" : BaseSubject.of(subject).text());
    }

    private static Key text(String text) {
        return new Key.Text(Casemap.fold(text));
    }

    /** ENVELOPE's addr-mailbox of the first address: of a group its name. */
    private static String local(List<HeaderAddress> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        return switch (addresses.getFirst()) {
            case HeaderAddress.Mailbox mailbox -> mailbox.local();
            case HeaderAddress.Group group -> group.name();
        };
    }

    /** What people see of the first address: its name, or else the address (RFC 5957). */
    private static String display(List<HeaderAddress> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        return switch (addresses.getFirst()) {
            case HeaderAddress.Mailbox(var name, _, var local, var domain) ->
                    name != null && !name.isEmpty()
                            ? EncodedWords.decode(name)
                            : domain.isEmpty() ? local : local + "@" + domain;
            case HeaderAddress.Group(var name, _) -> EncodedWords.decode(name);
        };
    }

    /** The order of criteria, the first one first. */
    public static Comparator<SortKeys> order(List<SortCriterion> criteria) {
        return (one, other) -> {
            for (int i = 0; i < criteria.size(); i++) {
                int order = compare(one.keys().get(i), other.keys().get(i));
                if (order != 0) {
                    return criteria.get(i).reverse() ? -order : order;
                }
            }
            return Long.compare(one.number(), other.number());
        };
    }

    private static int compare(Key one, Key other) {
        if (one instanceof Key.Figure(var number) && other instanceof Key.Figure(var against)) {
            return Long.compare(number, against);
        }
        if (one instanceof Key.Text(var text) && other instanceof Key.Text(var against)) {
            return Arrays.compareUnsigned(text, against);
        }
        throw new IllegalArgumentException("keys of different criteria");
    }
}
