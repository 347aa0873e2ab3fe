package org.mailgauge.fulltext;

import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which messages an index had when it was opened, and got since. Used by one thread. */
final class KnownMessages implements Closeable {
    private final List<LeafReader> leaves = new ArrayList<>();
    private final Closeable reader;
    private final LongSet added = new LongSet();

    private KnownMessages(Closeable reader) {
        this.reader = reader;
    }

    static KnownMessages of(Directory directory) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return new KnownMessages(() -> {});
        }
        var reader = DirectoryReader.open(directory);
        var known = new KnownMessages(reader);
        reader.leaves().forEach(leaf -> known.leaves.add(leaf.reader()));
        return known;
    }

    /** How many it had. */
    int size() {
        return leaves.stream().mapToInt(LeafReader::numDocs).sum();
    }

    /**
     * Notes that it gets a message.
     *
     * @return whether it does not have it yet
     */
    boolean add(long number) throws IOException {
        for (var leaf : leaves) {
            if (has(leaf, number)) {
                return false;
            }
        }
        return added.add(number);
    }

    private static boolean has(LeafReader leaf, long number) throws IOException {
        var terms = leaf.terms(Format.TERMS);
        if (terms == null) {
            return false;
        }
        var found = terms.iterator();
        if (!found.seekExact(Codes.message(number))) {
            return false;
        }
        var live = leaf.getLiveDocs();
        var postings = found.postings(null, PostingsEnum.NONE);
        for (int at = postings.nextDoc();
                at != DocIdSetIterator.NO_MORE_DOCS;
                at = postings.nextDoc()) {
            if (live == null || live.get(at)) {
                return true;
            }
        }
        return false;
    }

    /** Those that it had and that are not among some. */
    List<Long> without(LongSet some) throws IOException {
        var others = new ArrayList<Long>();
        for (var leaf : leaves) {
            var live = leaf.getLiveDocs();
            var numbers = leaf.getNumericDocValues(Format.NUMBER);
            while (numbers != null && numbers.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if ((live == null || live.get(numbers.docID()))
                        && !some.contains(numbers.longValue())) {
                    others.add(numbers.longValue());
                }
            }
        }
        return others;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
