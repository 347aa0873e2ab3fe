package org.mailgauge.fulltext;

import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The terms of one message, as Lucene takes them. Used by one thread. */
final class MessageTerms extends TokenStream {
    private static final Kind[] KINDS = Kind.values();

    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final Deque<BytesRef> single = new ArrayDeque<>();
    private final BytesRef piece = new BytesRef(1 + 4 * 3);
    private final LongList pieces = new LongList();
    private final int[] ends = new int[KINDS.length];
    private int kind;
    private int at;

    /** Numbers that grow. */
    private static final class LongList {
        private long[] all = new long[1_024];
        private int size;

        void add(long number) {
            if (size == all.length) {
                all = Arrays.copyOf(all, 2 * size);
            }
            all[size++] = number;
        }
    }

    /** Begins with a message of which all is known. */
    void begin(long message, GramSink texts) {
        begin(message);
        texts.names().forEach(name -> single.add(Codes.name(name)));
        for (int i = 0; i < KINDS.length; i++) {
            texts.pieces(KINDS[i]).each(pieces::add);
            ends[i] = pieces.size;
        }
    }

    /** Begins with a message of which nothing is known. */
    void beginOpen(long message) {
        begin(message);
        single.add(Codes.OPEN);
        Arrays.fill(ends, 0);
    }

    private void begin(long message) {
        single.clear();
        single.add(Codes.message(message));
        pieces.size = 0;
        kind = 0;
        at = 0;
    }

    @Override
    public boolean incrementToken() {
        clearAttributes();
        var one = single.poll();
        if (one != null) {
            term.setBytesRef(one);
            return true;
        }
        while (kind < ends.length && at == ends[kind]) {
            kind++;
        }
        if (kind == ends.length) {
            return false;
        }
        Codes.piece(KINDS[kind], pieces.all[at++], piece);
        term.setBytesRef(piece);
        return true;
    }
}
