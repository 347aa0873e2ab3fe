package org.mailgauge.fulltext;

import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.mailgauge.search.TextKey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A part of an index, asked which of its messages may fulfil a key. Used by one thread. */
final class Segment {
    /** So few are looked at themselves rather than in more of the index. */
    private static final int FEW = 16;

    /** Pieces with the same beginning; where there are more it says too little. */
    private static final int ALIKE = 5_000;

    /** Texts of a key that are asked for; what comes behind them may be so or not. */
    private static final int TEXTS = 64;

    /** Messages that are told; where there are more it spares too little for what it takes. */
    private static final int MOST = 1 << 20;

    private final LeafReader leaf;
    private final TermsEnum terms;
    private int asked;

    private Segment(LeafReader leaf, TermsEnum terms) {
        this.leaf = leaf;
        this.terms = terms;
    }

    /**
     * Adds the messages that may fulfil a key.
     *
     * @return false when all may
     */
    static boolean add(LeafReader leaf, TextKey key, LongSet into) throws IOException {
        Terms terms = leaf.terms(Format.TERMS);
        if (terms == null) {
            return true;
        }
        var segment = new Segment(leaf, terms.iterator());
        var found = segment.of(key);
        if (found == null) {
            return false;
        }
        if (segment.terms.seekExact(Codes.OPEN)) {
            found.or(segment.postings());
        }
        if (into.size() + found.cardinality() > MOST) {
            return false;
        }
        segment.numbers(found, into);
        return true;
    }

    private void numbers(FixedBitSet found, LongSet into) throws IOException {
        var numbers = leaf.getNumericDocValues(Format.NUMBER);
        for (int at = next(found, 0); at < leaf.maxDoc(); at = next(found, at + 1)) {
            if (numbers == null || !numbers.advanceExact(at)) {
                throw new IOException("a message without its number");
            }
            into.add(numbers.longValue());
        }
    }

    private static int next(FixedBitSet set, int from) {
        return from < set.length() ? set.nextSetBit(from) : DocIdSetIterator.NO_MORE_DOCS;
    }

    private PostingsEnum postings() throws IOException {
        return terms.postings(null, PostingsEnum.NONE);
    }

    /** Those that may fulfil it; null when all may. */
    private @Nullable FixedBitSet of(TextKey key) throws IOException {
        return switch (key) {
            case TextKey.Any _ -> null;
            case TextKey.Enveloped(var field, var text) -> {
                var kind = Kind.of(field);
                yield kind == null ? null : having(kind, text);
            }
            case TextKey.Header(var field, var text) ->
                    both(named(field), having(Kind.HEADER, text));
            case TextKey.Body(var text) -> having(Kind.BODY, text);
            case TextKey.Text(var text) ->
                    either(having(Kind.BODY, text), having(Kind.HEADER, text));
            case TextKey.And(var keys) -> {
                FixedBitSet found = null;
                for (var one : keys) {
                    found = both(found, of(one));
                }
                yield found;
            }
            case TextKey.Or(var one, var other) -> either(of(one), of(other));
        };
    }

    private static @Nullable FixedBitSet both(
            @Nullable FixedBitSet one, @Nullable FixedBitSet other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        one.and(other);
        return one;
    }

    private static @Nullable FixedBitSet either(
            @Nullable FixedBitSet one, @Nullable FixedBitSet other) {
        if (one == null || other == null) {
            return null;
        }
        one.or(other);
        return one;
    }

    private FixedBitSet named(String field) throws IOException {
        var found = new FixedBitSet(leaf.maxDoc());
        if (terms.seekExact(Codes.name(Kind.name(field)))) {
            found.or(postings());
        }
        return found;
    }

    private @Nullable FixedBitSet having(Kind kind, String text) throws IOException {
        var wanted = Grams.of(text);
        if (wanted.isNothing() || ++asked > TEXTS) {
            return null;
        }
        var found = wanted.whole().isEmpty() ? null : all(kind, wanted.whole());
        return wanted.beginning() == 0 || (found != null && found.cardinality() <= FEW)
                ? found
                : both(found, beginning(Codes.piece(kind, wanted.beginning())));
    }

    /** A piece in this part of the index. */
    private record Piece(BytesRef term, TermState state, int messages) {}

    private FixedBitSet all(Kind kind, List<Long> wanted) throws IOException {
        var found = new FixedBitSet(leaf.maxDoc());
        var pieces = new ArrayList<Piece>();
        for (long piece : wanted) {
            var term = Codes.piece(kind, piece);
            if (!terms.seekExact(term)) {
                return found;
            }
            pieces.add(new Piece(term, terms.termState(), terms.docFreq()));
        }
        pieces.sort(Comparator.comparingInt(Piece::messages));
        boolean first = true;
        for (var piece : pieces) {
            if (!first && found.cardinality() <= FEW) {
                break;
            }
            terms.seekExact(piece.term(), piece.state());
            if (first) {
                found.or(postings());
            } else {
                keep(found, postings());
            }
            first = false;
        }
        return found;
    }

    /** Takes those out that do not have it. */
    private static void keep(FixedBitSet found, PostingsEnum having) throws IOException {
        int one = having.nextDoc();
        for (int at = next(found, 0);
                at != DocIdSetIterator.NO_MORE_DOCS;
                at = next(found, at + 1)) {
            if (one < at) {
                one = having.advance(at);
            }
            if (one != at) {
                found.clear(at);
            }
        }
    }

    /** Those with a piece that begins so; null when too many pieces do. */
    private @Nullable FixedBitSet beginning(BytesRef term) throws IOException {
        var found = new FixedBitSet(leaf.maxDoc());
        var status = terms.seekCeil(term);
        int alike = 0;
        for (boolean more = status != TermsEnum.SeekStatus.END;
                more && StringHelper.startsWith(terms.term(), term);
                more = terms.next() != null) {
            if (++alike > ALIKE) {
                return null;
            }
            found.or(postings());
        }
        return found;
    }
}
