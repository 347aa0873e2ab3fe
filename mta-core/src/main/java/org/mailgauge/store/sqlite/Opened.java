package org.mailgauge.store.sqlite;

import org.mailgauge.store.log.LogWriter;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What works on the index of a shard while it is open; others do when it was opened again. */
final class Opened {
    final Index index;
    final Committer committer;
    final Readers readers;
    private final LogWriter writer;
    private final CountDownLatch followed = new CountDownLatch(1);

    Opened(Index index, LogWriter writer, Committer committer, Readers readers) {
        this.index = index;
        this.writer = writer;
        this.committer = committer;
        this.readers = readers;
    }

    /** Ends reading, finishes what waits to be read, and closes log and index. */
    void close(boolean inOrder) throws IOException {
        boolean alone = false;
        try {
            alone = readers.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
        index.close(inOrder && alone && committer.broken() == null);
    }

    /**
     * Parks until the index has all that was made known before, or another one follows.
     *
     * @param alone whether no other one can follow while the caller waits
     */
    void awaitIndex(Duration atMost, boolean alone) throws IOException {
        try {
            if (!committer.awaitIndex(atMost)
                    && (alone || committer.broken() == null || !isFollowed(atMost))) {
                throw new IOException("the index lacks what is stored");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Others work on the index from now on. */
    void follow() {
        followed.countDown();
        committer.end();
    }

    /** Waits for that. @return whether it is so */
    boolean isFollowed(Duration within) {
        try {
            return followed.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
