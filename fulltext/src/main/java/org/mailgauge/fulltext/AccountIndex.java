package org.mailgauge.fulltext;

import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.mailgauge.search.TextKey;
import org.mailgauge.store.ObjectId;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The index of an account, to be asked. Safe for use by any platform thread; the lock guards that
 * it is opened once, and not while it is closed.
 */
final class AccountIndex {
    private final IndexFolder folder;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Opened opened;

    AccountIndex(IndexFolder folder) {
        this.folder = folder;
    }

    IndexFolder folder() {
        return folder;
    }

    /** One moment of it. */
    private record Opened(Directory directory, DirectoryReader reader, Map<ObjectId, Mark> marks) {

        /** The moment that it begins with: all of it is read once, so that damage is known. */
        static Opened first(Directory directory) throws IOException {
            var reader = DirectoryReader.open(directory);
            boolean good = false;
            try {
                for (var leaf : reader.leaves()) {
                    if (leaf.reader() instanceof CodecReader codec) {
                        codec.checkIntegrity();
                    }
                }
                var opened = of(directory, reader);
                good = true;
                return opened;
            } finally {
                if (!good) {
                    reader.close();
                }
            }
        }

        static Opened of(Directory directory, DirectoryReader reader) throws IOException {
            return new Opened(
                    directory, reader, Format.marks(reader.getIndexCommit().getUserData()));
        }
    }

    /** What it knows. */
    sealed interface Answer {

        /** There is no index yet. */
        record None() implements Answer {}

        /** It is being opened. */
        record Busy() implements Answer {}

        /** Nothing of this mailbox, or nothing that helps with the key. */
        record Nothing() implements Answer {}

        /** Of messages below the mark, those that may fulfil the key, by their numbers. */
        record Some(Mark mark, LongSet messages) implements Answer {}
    }

    /**
     * Asks for the messages that may fulfil a key.
     *
     * @throws IOException when it cannot be read, as for {@link RuntimeException}s
     */
    Answer ask(ObjectId mailbox, TextKey key) throws IOException {
        if (opened == null && !folder.exists()) {
            return new Answer.None();
        }
        Opened now;
        try {
            now = hold();
        } catch (IndexNotFoundException _) {
            return new Answer.None(); // its first turn has not ended
        }
        if (now == null) {
            return new Answer.Busy();
        }
        try {
            var mark = now.marks().get(mailbox);
            if (mark == null) {
                return new Answer.Nothing();
            }
            var messages = new LongSet();
            for (var leaf : now.reader().leaves()) {
                if (!Segment.add(leaf.reader(), key, messages)) {
                    return new Answer.Nothing();
                }
            }
            return new Answer.Some(mark, messages);
        } finally {
            now.reader().decRef();
        }
    }

    /** Null while another one opens it. */
    private @Nullable Opened hold() throws IOException {
        var now = opened;
        if (now != null && now.reader().tryIncRef()) {
            return now;
        }
        if (!lock.tryLock()) {
            return null;
        }
        try {
            now = opened;
            if (now == null) {
                now = Opened.first(folder.directory());
                opened = now;
            }
            now.reader().incRef();
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** Opens it anew, and so reads all of it. */
    void check() throws BrokenIndexException {
        try {
            close();
            var now = hold();
            if (now != null) {
                now.reader().decRef();
            }
        } catch (IndexNotFoundException _) {
            // A new one will be made.
        } catch (IOException | RuntimeException e) {
            throw new BrokenIndexException(e);
        }
    }

    /** There is more in it; who asks is told from now on. */
    void follow() throws IOException {
        lock.lock();
        try {
            var old = opened;
            if (old == null) {
                return;
            }
            var reader = DirectoryReader.openIfChanged(old.reader());
            if (reader != null) {
                opened = Opened.of(old.directory(), reader);
                old.reader().decRef();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of its files; who asks afterwards opens it again. */
    void close() throws IOException {
        lock.lock();
        try {
            var old = opened;
            if (old != null) {
                opened = null;
                old.reader().decRef();
            }
        } finally {
            lock.unlock();
        }
    }
}
